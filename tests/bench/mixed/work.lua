-- SPDX-License-Identifier: Apache-2.0
-- What Lua programs do: tables, closures, strings, numbers.
local function words(n)
    local t, seed = {}, 12345
    for i = 1, n do
        seed = (seed * 1103515245 + 12345) % 2147483648
        t[i] = string.format("%x", seed):rep(seed % 3 + 1)
    end
    return t
end

local function count(list)
    local seen = {}
    for _, w in ipairs(list) do
        for c in w:gmatch("%w%w") do seen[c] = (seen[c] or 0) + 1 end
    end
    return seen
end

local function matrix(n)
    local m = {}
    for i = 1, n do
        m[i] = {}
        for j = 1, n do m[i][j] = (i * j) % 7 + 0.5 end
    end
    return m
end

local function product(a, b)
    local n, c = #a, {}
    for i = 1, n do
        local row = {}
        for j = 1, n do
            local s = 0
            for k = 1, n do s = s + a[i][k] * b[k][j] end
            row[j] = s
        end
        c[i] = row
    end
    return c
end

local list = words(20000)
table.sort(list, function(a, b) return #a == #b and a < b or #a < #b end)
local seen, total = count(list), 0
local keys = {}
for k in pairs(seen) do keys[#keys + 1] = k end
table.sort(keys)
for i, k in ipairs(keys) do total = (total * 31 + seen[k] * i) % 1000000007 end
local m = product(matrix(90), matrix(90))
local queue = coroutine.wrap(function() for i = 1, 50000 do coroutine.yield(i * i % 1000) end return 0 end)
local sum, v = 0, queue()
while v ~= 0 or sum == 0 do sum = sum + v; v = queue(); if sum > 20000000 then break end end
print(list[1], list[#list], total, m[1][1], m[90][90], sum)
