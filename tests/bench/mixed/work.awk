# SPDX-License-Identifier: Apache-2.0
# Counts words and lines by their first word.
{
    for (i = 1; i <= NF; i++) {
        w = tolower($i)
        gsub(/[^a-z]/, "", w)
        if (w != "") n[w]++
    }
    if (length($0) > longest) longest = length($0)
}
END {
    for (w in n) { different++; sum += n[w] * length(w) }
    print NR, different, sum, longest
}
