# Run by busybox's own shell; BB is the command that runs busybox, T an empty folder. PART=first ends it after a few processes.
cd "$T" || exit 1
i=0; while [ $i -lt 5 ]; do i=$((i + 1)); printf '%d ' $((i * i)); done; echo
seq 1 200 >numbers
$BB wc -l <numbers
$BB sort -rn numbers | $BB head -3 | $BB tr '\n' ' '; echo
$BB awk '{ s += $1; q += $1 * $1 } END { print s, q, s / NR, sqrt(q) }' numbers
trap 'echo trapped' USR1; kill -USR1 $$; $BB sleep 0
(exit 3); echo "status $?"
$BB sh -c 'kill -TERM $$'; echo "status $?"
echo a b c | while read x y; do echo "$y/$x"; done
case "$($BB uname -m)" in ppc*) echo machine is PowerPC ;; *) echo "machine is something else" ;; esac
[ "$PART" = first ] && exit 5
$BB sed -n 's/^1\(.\)$/<\1>/p' numbers | $BB tr -d '\n'; echo
$BB grep -c 7 numbers
$BB md5sum numbers; $BB sha1sum numbers; $BB sha256sum numbers; $BB cksum numbers
$BB gzip -c numbers >n.gz; $BB gunzip -c n.gz | $BB cmp - numbers && echo gzip same
$BB bzip2 -c numbers >n.bz2; $BB bunzip2 -c n.bz2 | $BB cmp - numbers && echo bzip2 same
mkdir -p d/e/f; $BB cp numbers d/e/; $BB ln -s e d/link; $BB touch d/e/f/x
$BB tar cf a.tar d; mkdir out; $BB tar xf a.tar -C out; $BB diff -r d out/d && echo tar same
(cd out; $BB find . | $BB sort | $BB tr '\n' ' '); echo
$BB ls -l d | $BB awk 'NR > 1 { print substr($1, 1, 10), $NF }'
$BB expr 17 '*' 23; $BB factor 1234567; echo 'scale=20; 2 ^ 100 / 7' | $BB bc
$BB od -A d -t x1 numbers | $BB head -2
$BB base64 numbers | $BB head -1
$BB xargs -n 50 echo <numbers | $BB cut -c 1-20
$BB dd if=numbers bs=16 skip=3 count=2 2>/dev/null; echo
f() { local r=$1; [ "$r" -le 1 ] && echo 1 && return; echo $((r * $(f $((r - 1))))); }
f 8
exit 5
