-- Exercises the interpreter: tables, strings, closures, coroutines, integers, floats, errors, files.
local function sum(t) local s = 0 for i, v in ipairs(t) do s = s + v * (i % 7) end return s end
local t = {}
for i = 1, 20000 do t[i] = (i * 7919) % 100003 end
table.sort(t)
print("sorted", t[1], t[10000], t[#t], sum(t))
local function fib(n) if n < 2 then return n end return fib(n - 1) + fib(n - 2) end
print("fib", fib(20))
print("integers", 7 // 2, -7 // 2, 7 % -3, 1 << 62, math.maxinteger + 1 == math.mininteger, 0x7fffffffffffffff * 3)
print("floats", 7.5 // 2, -7.5 % 2, 2 ^ 0.5, 1e308 * 10, -1 / 0, math.pi, 0.1 + 0.2)
print(string.format("%5.2f|%-8s|%08x|%q|%g|%a", 3.14159, "ab", 48879, "a\nb", 1e-10, 0.5))
local x = 0.0
for i = 1, 20000 do x = x + math.sin(i) * math.sqrt(i) / (1 + math.exp(-i / 1000)) end
print("sum", string.format("%.12f", x))
print(("hello world"):gsub("o", "0"), ("key = value"):match("^(%w+)%s*=%s*(%w+)$"))
print(#string.rep("ab", 1000), ("x"):byte(), string.char(72, 105), ("abc"):reverse():upper())
local co = coroutine.wrap(function(a) for i = 1, 3 do a = coroutine.yield(a * i) end return "done" end)
print(co(10), co(20), co(30), co(0))
local ok, e = pcall(function() error({ code = 42 }) end) print(ok, type(e), e.code)
print(select(2, pcall(function() local n = nil; return n.x end)))
print(select("#", table.unpack({ 1, nil, 3 }, 1, 3)), math.tointeger(3.0), 3 | 8, ~5, "10" + 5)
local words = {}
for w in ("the quick brown fox jumps over the lazy dog the end"):gmatch("%a+") do words[w] = (words[w] or 0) + 1 end
local keys = {}
for k in pairs(words) do keys[#keys + 1] = k end
table.sort(keys)
for _, k in ipairs(keys) do io.write(k, "=", words[k], " ") end
print()
local name = os.tmpname()
local f = assert(io.open(name, "w"))
for i = 1, 100 do f:write(i * i, "\n") end
f:close()
local n, last = 0, nil
for line in io.lines(name) do n = n + 1 last = line end
os.remove(name)
print("lines", n, last, (io.open(name)))
print(utf8.char(228, 8364), utf8.len("äöü"), #"äöü")
print(string.pack(">I4i2d", 1, -2, 0.5):byte(1, -1))
os.exit(7)
