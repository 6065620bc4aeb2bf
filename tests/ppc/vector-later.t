
# vpkudum
10221c4e vpkudum v1,v2,v3               | v2=00010203_04050607_08090a0b_0c0d0e0f v3=01020304_ff00ff80_00000001_7fffffff | v1=04050607_0c0d0e0f_ff00ff80_7fffffff
10221c4e vpkudum v1,v2,v3               | v2=7fff8000_80007fff_ffffffff_00000001 v3=80007fff_00010001_00000002_ffffffff | v1=80007fff_00000001_00010001_ffffffff
10221c4e vpkudum v1,v2,v3               | v2=80ff7f01_00fe8081_deadbeef_01234567 v3=80ff7f01_01fe7f81_deadbeef_89abcdef | v1=00fe8081_01234567_01fe7f81_89abcdef

# vpkudus
10221cce vpkudus v1,v2,v3               | v2=00010203_04050607_08090a0b_0c0d0e0f v3=01020304_ff00ff80_00000001_7fffffff | v1=ffffffff_ffffffff_ffffffff_ffffffff vscr=1
10221cce vpkudus v1,v2,v3               | v2=7fff8000_80007fff_ffffffff_00000001 v3=80007fff_00010001_00000002_ffffffff | v1=ffffffff_ffffffff_ffffffff_ffffffff vscr=1
10221cce vpkudus v1,v2,v3               | v2=80ff7f01_00fe8081_deadbeef_01234567 v3=80ff7f01_01fe7f81_deadbeef_89abcdef | v1=ffffffff_ffffffff_ffffffff_ffffffff vscr=1

# vpksdus
10221d4e vpksdus v1,v2,v3               | v2=00010203_04050607_08090a0b_0c0d0e0f v3=01020304_ff00ff80_00000001_7fffffff | v1=ffffffff_ffffffff_ffffffff_ffffffff vscr=1
10221d4e vpksdus v1,v2,v3               | v2=7fff8000_80007fff_ffffffff_00000001 v3=80007fff_00010001_00000002_ffffffff | v1=ffffffff_00000000_00000000_ffffffff vscr=1
10221d4e vpksdus v1,v2,v3               | v2=80ff7f01_00fe8081_deadbeef_01234567 v3=80ff7f01_01fe7f81_deadbeef_89abcdef | v1=00000000_00000000_00000000_00000000 vscr=1

# vpksdss
10221dce vpksdss v1,v2,v3               | v2=00010203_04050607_08090a0b_0c0d0e0f v3=01020304_ff00ff80_00000001_7fffffff | v1=7fffffff_7fffffff_7fffffff_7fffffff vscr=1
10221dce vpksdss v1,v2,v3               | v2=7fff8000_80007fff_ffffffff_00000001 v3=80007fff_00010001_00000002_ffffffff | v1=7fffffff_80000000_80000000_7fffffff vscr=1
10221dce vpksdss v1,v2,v3               | v2=80ff7f01_00fe8081_deadbeef_01234567 v3=80ff7f01_01fe7f81_deadbeef_89abcdef | v1=80000000_80000000_80000000_80000000 vscr=1

# vupkhsw
10201e4e vupkhsw v1,v3                  | v3=01020304_ff00ff80_00000001_7fffffff | v1=00000000_01020304_ffffffff_ff00ff80
10201e4e vupkhsw v1,v3                  | v3=80007fff_00010001_00000002_ffffffff | v1=ffffffff_80007fff_00000000_00010001
10201e4e vupkhsw v1,v3                  | v3=80ff7f01_01fe7f81_deadbeef_89abcdef | v1=ffffffff_80ff7f01_00000000_01fe7f81

# vupklsw
10201ece vupklsw v1,v3                  | v3=01020304_ff00ff80_00000001_7fffffff | v1=00000000_00000001_00000000_7fffffff
10201ece vupklsw v1,v3                  | v3=80007fff_00010001_00000002_ffffffff | v1=00000000_00000002_ffffffff_ffffffff
10201ece vupklsw v1,v3                  | v3=80ff7f01_01fe7f81_deadbeef_89abcdef | v1=ffffffff_deadbeef_ffffffff_89abcdef

# vmrgow
10221e8c vmrgow v1,v2,v3                | v2=00010203_04050607_08090a0b_0c0d0e0f v3=01020304_ff00ff80_00000001_7fffffff | v1=04050607_ff00ff80_0c0d0e0f_7fffffff
10221e8c vmrgow v1,v2,v3                | v2=7fff8000_80007fff_ffffffff_00000001 v3=80007fff_00010001_00000002_ffffffff | v1=80007fff_00010001_00000001_ffffffff
10221e8c vmrgow v1,v2,v3                | v2=80ff7f01_00fe8081_deadbeef_01234567 v3=80ff7f01_01fe7f81_deadbeef_89abcdef | v1=00fe8081_01fe7f81_01234567_89abcdef

# vmrgew
10221f8c vmrgew v1,v2,v3                | v2=00010203_04050607_08090a0b_0c0d0e0f v3=01020304_ff00ff80_00000001_7fffffff | v1=00010203_01020304_08090a0b_00000001
10221f8c vmrgew v1,v2,v3                | v2=7fff8000_80007fff_ffffffff_00000001 v3=80007fff_00010001_00000002_ffffffff | v1=7fff8000_80007fff_ffffffff_00000002
10221f8c vmrgew v1,v2,v3                | v2=80ff7f01_00fe8081_deadbeef_01234567 v3=80ff7f01_01fe7f81_deadbeef_89abcdef | v1=80ff7f01_80ff7f01_deadbeef_deadbeef

# vpermr
1022193b vpermr v1,v2,v3,v4             | v2=00010203_04050607_08090a0b_0c0d0e0f v3=01020304_ff00ff80_00000001_7fffffff v4=1f1e1d1c_1b1a1918_17161514_13121110 | v1=00010203_04050607_08090a0b_0c0d0e0f
1022193b vpermr v1,v2,v3,v4             | v2=7fff8000_80007fff_ffffffff_00000001 v3=80007fff_00010001_00000002_ffffffff v4=00000001_80000000_7fffffff_ffffffff | v1=ffffffff_ffffffff_7f7f7f7f_7f7f7f7f
1022193b vpermr v1,v2,v3,v4             | v2=80ff7f01_00fe8081_deadbeef_01234567 v3=80ff7f01_01fe7f81_deadbeef_89abcdef v4=00112233_44556677_8899aabb_ccddeeff | v1=ef45ab01_efbeadde_8180fe00_017fff80

# vpermxor
1022192d vpermxor v1,v2,v3,v4           | v2=00010203_04050607_08090a0b_0c0d0e0f v3=01020304_ff00ff80_00000001_7fffffff v4=1f1e1d1c_1b1a1918_17161514_13121110 | v1=fefefe7e_00010101_81fe01fe_05020300
1022192d vpermxor v1,v2,v3,v4           | v2=7fff8000_80007fff_ffffffff_00000001 v3=80007fff_00010001_00000002_ffffffff v4=00000001_80000000_7fffffff_ffffffff | v1=ffffff7f_7fffffff_00fefefe_fefefefe
1022192d vpermxor v1,v2,v3,v4           | v2=80ff7f01_00fe8081_deadbeef_01234567 v3=80ff7f01_01fe7f81_deadbeef_89abcdef v4=00112233_44556677_8899aabb_ccddeeff | v1=00000000_0100ff00_00000000_88888888

# vslv
10221f44 vslv v1,v2,v3                  | v2=00010203_04050607_08090a0b_0c0d0e0f v3=01020304_ff00ff80_00000001_7fffffff | v1=00041030_02050307_08090a16_06870780
10221f44 vslv v1,v2,v3                  | v2=7fff8000_80007fff_ffffffff_00000001 v3=80007fff_00010001_00000002_ffffffff | v1=7fff0040_80007fff_fffffffc_00000080
10221f44 vslv v1,v2,v3                  | v2=80ff7f01_00fe8081_deadbeef_01234567 v3=80ff7f01_01fe7f81_deadbeef_89abcdef | v1=80bf8002_01a04003_abb7bb80_021aac80

# vsrv
10221f04 vsrv v1,v2,v3                  | v2=00010203_04050607_08090a0b_0c0d0e0f v3=01020304_ff00ff80_00000001_7fffffff | v1=00002020_06050a07_08090a05_16181a1c
10221f04 vsrv v1,v2,v3                  | v2=7fff8000_80007fff_ffffffff_00000001 v3=80007fff_00010001_00000002_ffffffff | v1=7fffff00_80007fff_ffffffff_fe000000
10221f04 vsrv v1,v2,v3                  | v2=80ff7f01_00fe8081_deadbeef_01234567 v3=80ff7f01_01fe7f81_deadbeef_89abcdef | v1=8001fe80_8003fd40_07f5b67d_80241a8a

# vextractub
10201a0d vextractub v1,v3,0             | v3=01020304_ff00ff80_00000001_7fffffff | v1=00000000_00000001_00000000_00000000
10231a0d vextractub v1,v3,3             | v3=80007fff_00010001_00000002_ffffffff | v1=00000000_000000ff_00000000_00000000
10281a0d vextractub v1,v3,8             | v3=80ff7f01_01fe7f81_deadbeef_89abcdef | v1=00000000_000000de_00000000_00000000

# vextractuh
10201a4d vextractuh v1,v3,0             | v3=01020304_ff00ff80_00000001_7fffffff | v1=00000000_00000102_00000000_00000000
10241a4d vextractuh v1,v3,4             | v3=80007fff_00010001_00000002_ffffffff | v1=00000000_00000001_00000000_00000000
10281a4d vextractuh v1,v3,8             | v3=80ff7f01_01fe7f81_deadbeef_89abcdef | v1=00000000_0000dead_00000000_00000000

# vextractuw
10201a8d vextractuw v1,v3,0             | v3=01020304_ff00ff80_00000001_7fffffff | v1=00000000_01020304_00000000_00000000
10241a8d vextractuw v1,v3,4             | v3=80007fff_00010001_00000002_ffffffff | v1=00000000_00010001_00000000_00000000
10281a8d vextractuw v1,v3,8             | v3=80ff7f01_01fe7f81_deadbeef_89abcdef | v1=00000000_deadbeef_00000000_00000000

# vextractd
10201acd vextractd v1,v3,0              | v3=01020304_ff00ff80_00000001_7fffffff | v1=01020304_ff00ff80_00000000_00000000
10241acd vextractd v1,v3,4              | v3=80007fff_00010001_00000002_ffffffff | v1=00010001_00000002_00000000_00000000
10281acd vextractd v1,v3,8              | v3=80ff7f01_01fe7f81_deadbeef_89abcdef | v1=deadbeef_89abcdef_00000000_00000000

# vinsertb
10201b0d vinsertb v1,v3,0               | v1=00010203_04050607_08090a0b_0c0d0e0f v3=01020304_ff00ff80_00000001_7fffffff | v1=80010203_04050607_08090a0b_0c0d0e0f
10231b0d vinsertb v1,v3,3               | v1=7fff8000_80007fff_ffffffff_00000001 v3=80007fff_00010001_00000002_ffffffff | v1=7fff8001_80007fff_ffffffff_00000001
10281b0d vinsertb v1,v3,8               | v1=80ff7f01_00fe8081_deadbeef_01234567 v3=80ff7f01_01fe7f81_deadbeef_89abcdef | v1=80ff7f01_00fe8081_81adbeef_01234567

# vinserth
10201b4d vinserth v1,v3,0               | v1=00010203_04050607_08090a0b_0c0d0e0f v3=01020304_ff00ff80_00000001_7fffffff | v1=ff800203_04050607_08090a0b_0c0d0e0f
10241b4d vinserth v1,v3,4               | v1=7fff8000_80007fff_ffffffff_00000001 v3=80007fff_00010001_00000002_ffffffff | v1=7fff8000_00017fff_ffffffff_00000001
10281b4d vinserth v1,v3,8               | v1=80ff7f01_00fe8081_deadbeef_01234567 v3=80ff7f01_01fe7f81_deadbeef_89abcdef | v1=80ff7f01_00fe8081_7f81beef_01234567

# vinsertw
10201b8d vinsertw v1,v3,0               | v1=00010203_04050607_08090a0b_0c0d0e0f v3=01020304_ff00ff80_00000001_7fffffff | v1=ff00ff80_04050607_08090a0b_0c0d0e0f
10241b8d vinsertw v1,v3,4               | v1=7fff8000_80007fff_ffffffff_00000001 v3=80007fff_00010001_00000002_ffffffff | v1=7fff8000_00010001_ffffffff_00000001
10281b8d vinsertw v1,v3,8               | v1=80ff7f01_00fe8081_deadbeef_01234567 v3=80ff7f01_01fe7f81_deadbeef_89abcdef | v1=80ff7f01_00fe8081_01fe7f81_01234567

# vinsertd
10201bcd vinsertd v1,v3,0               | v1=00010203_04050607_08090a0b_0c0d0e0f v3=01020304_ff00ff80_00000001_7fffffff | v1=01020304_ff00ff80_08090a0b_0c0d0e0f
10241bcd vinsertd v1,v3,4               | v1=7fff8000_80007fff_ffffffff_00000001 v3=80007fff_00010001_00000002_ffffffff | v1=7fff8000_80007fff_00010001_00000001
10281bcd vinsertd v1,v3,8               | v1=80ff7f01_00fe8081_deadbeef_01234567 v3=80ff7f01_01fe7f81_deadbeef_89abcdef | v1=80ff7f01_00fe8081_80ff7f01_01fe7f81

# vextublx
10641e0d vextublx r3,r4,v3              | r4=0 v3=01020304_ff00ff80_00000001_7fffffff | r3=1
10641e0d vextublx r3,r4,v3              | r4=7 v3=80007fff_00010001_00000002_ffffffff | r3=1
10641e0d vextublx r3,r4,v3              | r4=5 v3=80ff7f01_01fe7f81_deadbeef_89abcdef | r3=fe

# vextuhlx
10641e4d vextuhlx r3,r4,v3              | r4=0 v3=01020304_ff00ff80_00000001_7fffffff | r3=102
10641e4d vextuhlx r3,r4,v3              | r4=7 v3=80007fff_00010001_00000002_ffffffff | r3=100
10641e4d vextuhlx r3,r4,v3              | r4=5 v3=80ff7f01_01fe7f81_deadbeef_89abcdef | r3=fe7f

# vextuwlx
10641e8d vextuwlx r3,r4,v3              | r4=0 v3=01020304_ff00ff80_00000001_7fffffff | r3=1020304
10641e8d vextuwlx r3,r4,v3              | r4=7 v3=80007fff_00010001_00000002_ffffffff | r3=1000000
10641e8d vextuwlx r3,r4,v3              | r4=5 v3=80ff7f01_01fe7f81_deadbeef_89abcdef | r3=fe7f81de

# vextubrx
10641f0d vextubrx r3,r4,v3              | r4=0 v3=01020304_ff00ff80_00000001_7fffffff | r3=ff
10641f0d vextubrx r3,r4,v3              | r4=7 v3=80007fff_00010001_00000002_ffffffff | r3=0
10641f0d vextubrx r3,r4,v3              | r4=5 v3=80ff7f01_01fe7f81_deadbeef_89abcdef | r3=be

# vextuhrx
10641f4d vextuhrx r3,r4,v3              | r4=0 v3=01020304_ff00ff80_00000001_7fffffff | r3=ffff
10641f4d vextuhrx r3,r4,v3              | r4=7 v3=80007fff_00010001_00000002_ffffffff | r3=100
10641f4d vextuhrx r3,r4,v3              | r4=5 v3=80ff7f01_01fe7f81_deadbeef_89abcdef | r3=adbe

# vextuwrx
10641f8d vextuwrx r3,r4,v3              | r4=0 v3=01020304_ff00ff80_00000001_7fffffff | r3=7fffffff
10641f8d vextuwrx r3,r4,v3              | r4=7 v3=80007fff_00010001_00000002_ffffffff | r3=1000100
10641f8d vextuwrx r3,r4,v3              | r4=5 v3=80ff7f01_01fe7f81_deadbeef_89abcdef | r3=81deadbe

# vaddudm
102218c0 vaddudm v1,v2,v3               | v2=00010203_04050607_08090a0b_0c0d0e0f v3=01020304_ff00ff80_00000001_7fffffff | v1=01030508_03060587_08090a0c_8c0d0e0e
102218c0 vaddudm v1,v2,v3               | v2=7fff8000_80007fff_ffffffff_00000001 v3=80007fff_00010001_00000002_ffffffff | v1=ffffffff_80018000_00000002_00000000
102218c0 vaddudm v1,v2,v3               | v2=80ff7f01_00fe8081_deadbeef_01234567 v3=80ff7f01_01fe7f81_deadbeef_89abcdef | v1=01fefe02_02fd0002_bd5b7dde_8acf1356

# vadduqm
10221900 vadduqm v1,v2,v3               | v2=00010203_04050607_08090a0b_0c0d0e0f v3=01020304_ff00ff80_00000001_7fffffff | v1=01030508_03060587_08090a0c_8c0d0e0e
10221900 vadduqm v1,v2,v3               | v2=7fff8000_80007fff_ffffffff_00000001 v3=80007fff_00010001_00000002_ffffffff | v1=ffffffff_80018001_00000002_00000000
10221900 vadduqm v1,v2,v3               | v2=80ff7f01_00fe8081_deadbeef_01234567 v3=80ff7f01_01fe7f81_deadbeef_89abcdef | v1=01fefe02_02fd0003_bd5b7dde_8acf1356

# vaddcuq
10221940 vaddcuq v1,v2,v3               | v2=00010203_04050607_08090a0b_0c0d0e0f v3=01020304_ff00ff80_00000001_7fffffff | v1=00000000_00000000_00000000_00000000
10221940 vaddcuq v1,v2,v3               | v2=7fff8000_80007fff_ffffffff_00000001 v3=80007fff_00010001_00000002_ffffffff | v1=00000000_00000000_00000000_00000000
10221940 vaddcuq v1,v2,v3               | v2=80ff7f01_00fe8081_deadbeef_01234567 v3=80ff7f01_01fe7f81_deadbeef_89abcdef | v1=00000000_00000000_00000000_00000001

# vaddeuqm
1022193c vaddeuqm v1,v2,v3,v4           | v2=00010203_04050607_08090a0b_0c0d0e0f v3=01020304_ff00ff80_00000001_7fffffff v4=1f1e1d1c_1b1a1918_17161514_13121110 | v1=01030508_03060587_08090a0c_8c0d0e0e
1022193c vaddeuqm v1,v2,v3,v4           | v2=7fff8000_80007fff_ffffffff_00000001 v3=80007fff_00010001_00000002_ffffffff v4=00000001_80000000_7fffffff_ffffffff | v1=ffffffff_80018001_00000002_00000001
1022193c vaddeuqm v1,v2,v3,v4           | v2=80ff7f01_00fe8081_deadbeef_01234567 v3=80ff7f01_01fe7f81_deadbeef_89abcdef v4=00112233_44556677_8899aabb_ccddeeff | v1=01fefe02_02fd0003_bd5b7dde_8acf1357

# vaddecuq
1022193d vaddecuq v1,v2,v3,v4           | v2=00010203_04050607_08090a0b_0c0d0e0f v3=01020304_ff00ff80_00000001_7fffffff v4=1f1e1d1c_1b1a1918_17161514_13121110 | v1=00000000_00000000_00000000_00000000
1022193d vaddecuq v1,v2,v3,v4           | v2=7fff8000_80007fff_ffffffff_00000001 v3=80007fff_00010001_00000002_ffffffff v4=00000001_80000000_7fffffff_ffffffff | v1=00000000_00000000_00000000_00000000
1022193d vaddecuq v1,v2,v3,v4           | v2=80ff7f01_00fe8081_deadbeef_01234567 v3=80ff7f01_01fe7f81_deadbeef_89abcdef v4=00112233_44556677_8899aabb_ccddeeff | v1=00000000_00000000_00000000_00000001

# vsubudm
10221cc0 vsubudm v1,v2,v3               | v2=00010203_04050607_08090a0b_0c0d0e0f v3=01020304_ff00ff80_00000001_7fffffff | v1=fefefefe_05040687_08090a09_8c0d0e10
10221cc0 vsubudm v1,v2,v3               | v2=7fff8000_80007fff_ffffffff_00000001 v3=80007fff_00010001_00000002_ffffffff | v1=ffff0001_7fff7ffe_fffffffc_00000002
10221cc0 vsubudm v1,v2,v3               | v2=80ff7f01_00fe8081_deadbeef_01234567 v3=80ff7f01_01fe7f81_deadbeef_89abcdef | v1=ffffffff_ff000100_ffffffff_77777778

# vsubuqm
10221d00 vsubuqm v1,v2,v3               | v2=00010203_04050607_08090a0b_0c0d0e0f v3=01020304_ff00ff80_00000001_7fffffff | v1=fefefefe_05040687_08090a09_8c0d0e10
10221d00 vsubuqm v1,v2,v3               | v2=7fff8000_80007fff_ffffffff_00000001 v3=80007fff_00010001_00000002_ffffffff | v1=ffff0001_7fff7ffe_fffffffc_00000002
10221d00 vsubuqm v1,v2,v3               | v2=80ff7f01_00fe8081_deadbeef_01234567 v3=80ff7f01_01fe7f81_deadbeef_89abcdef | v1=ffffffff_ff0000ff_ffffffff_77777778

# vsubcuq
10221d40 vsubcuq v1,v2,v3               | v2=00010203_04050607_08090a0b_0c0d0e0f v3=01020304_ff00ff80_00000001_7fffffff | v1=00000000_00000000_00000000_00000000
10221d40 vsubcuq v1,v2,v3               | v2=7fff8000_80007fff_ffffffff_00000001 v3=80007fff_00010001_00000002_ffffffff | v1=00000000_00000000_00000000_00000000
10221d40 vsubcuq v1,v2,v3               | v2=80ff7f01_00fe8081_deadbeef_01234567 v3=80ff7f01_01fe7f81_deadbeef_89abcdef | v1=00000000_00000000_00000000_00000000

# vsubeuqm
1022193e vsubeuqm v1,v2,v3,v4           | v2=00010203_04050607_08090a0b_0c0d0e0f v3=01020304_ff00ff80_00000001_7fffffff v4=1f1e1d1c_1b1a1918_17161514_13121110 | v1=fefefefe_05040687_08090a09_8c0d0e0f
1022193e vsubeuqm v1,v2,v3,v4           | v2=7fff8000_80007fff_ffffffff_00000001 v3=80007fff_00010001_00000002_ffffffff v4=00000001_80000000_7fffffff_ffffffff | v1=ffff0001_7fff7ffe_fffffffc_00000002
1022193e vsubeuqm v1,v2,v3,v4           | v2=80ff7f01_00fe8081_deadbeef_01234567 v3=80ff7f01_01fe7f81_deadbeef_89abcdef v4=00112233_44556677_8899aabb_ccddeeff | v1=ffffffff_ff0000ff_ffffffff_77777778

# vsubecuq
1022193f vsubecuq v1,v2,v3,v4           | v2=00010203_04050607_08090a0b_0c0d0e0f v3=01020304_ff00ff80_00000001_7fffffff v4=1f1e1d1c_1b1a1918_17161514_13121110 | v1=00000000_00000000_00000000_00000000
1022193f vsubecuq v1,v2,v3,v4           | v2=7fff8000_80007fff_ffffffff_00000001 v3=80007fff_00010001_00000002_ffffffff v4=00000001_80000000_7fffffff_ffffffff | v1=00000000_00000000_00000000_00000000
1022193f vsubecuq v1,v2,v3,v4           | v2=80ff7f01_00fe8081_deadbeef_01234567 v3=80ff7f01_01fe7f81_deadbeef_89abcdef v4=00112233_44556677_8899aabb_ccddeeff | v1=00000000_00000000_00000000_00000000

# vmuleuw
10221a88 vmuleuw v1,v2,v3               | v2=00010203_04050607_08090a0b_0c0d0e0f v3=01020304_ff00ff80_00000001_7fffffff | v1=00000104_0a10110c_00000000_08090a0b
10221a88 vmuleuw v1,v2,v3               | v2=7fff8000_80007fff_ffffffff_00000001 v3=80007fff_00010001_00000002_ffffffff | v1=3fffffff_40008000_00000001_fffffffe
10221a88 vmuleuw v1,v2,v3               | v2=80ff7f01_00fe8081_deadbeef_01234567 v3=80ff7f01_01fe7f81_deadbeef_89abcdef | v1=41007dff_42fffe01_c1b1cd12_216da321

# vmulesw
10221b88 vmulesw v1,v2,v3               | v2=00010203_04050607_08090a0b_0c0d0e0f v3=01020304_ff00ff80_00000001_7fffffff | v1=00000104_0a10110c_00000000_08090a0b
10221b88 vmulesw v1,v2,v3               | v2=7fff8000_80007fff_ffffffff_00000001 v3=80007fff_00010001_00000002_ffffffff | v1=c0007fff_40008000_ffffffff_fffffffe
10221b88 vmulesw v1,v2,v3               | v2=80ff7f01_00fe8081_deadbeef_01234567 v3=80ff7f01_01fe7f81_deadbeef_89abcdef | v1=3f017ffd_42fffe01_04564f34_216da321

# vmulouw
10221888 vmulouw v1,v2,v3               | v2=00010203_04050607_08090a0b_0c0d0e0f v3=01020304_ff00ff80_00000001_7fffffff | v1=04010503_fc83fc80_06068707_73f2f1f1
10221888 vmulouw v1,v2,v3               | v2=7fff8000_80007fff_ffffffff_00000001 v3=80007fff_00010001_00000002_ffffffff | v1=00008000_ffff7fff_00000000_ffffffff
10221888 vmulouw v1,v2,v3               | v2=80ff7f01_00fe8081_deadbeef_01234567 v3=80ff7f01_01fe7f81_deadbeef_89abcdef | v1=0001fb82_c2fcc001_009ca39d_c94e4629

# vmulosw
10221988 vmulosw v1,v2,v3               | v2=00010203_04050607_08090a0b_0c0d0e0f v3=01020304_ff00ff80_00000001_7fffffff | v1=fffbfefc_fc83fc80_06068707_73f2f1f1
10221988 vmulosw v1,v2,v3               | v2=7fff8000_80007fff_ffffffff_00000001 v3=80007fff_00010001_00000002_ffffffff | v1=ffff7fff_ffff7fff_ffffffff_ffffffff
10221988 vmulosw v1,v2,v3               | v2=80ff7f01_00fe8081_deadbeef_01234567 v3=80ff7f01_01fe7f81_deadbeef_89abcdef | v1=0001fb82_c2fcc001_ff795e36_c94e4629

# vmuluwm
10221889 vmuluwm v1,v2,v3               | v2=00010203_04050607_08090a0b_0c0d0e0f v3=01020304_ff00ff80_00000001_7fffffff | v1=0a10110c_fc83fc80_08090a0b_73f2f1f1
10221889 vmuluwm v1,v2,v3               | v2=7fff8000_80007fff_ffffffff_00000001 v3=80007fff_00010001_00000002_ffffffff | v1=40008000_ffff7fff_fffffffe_ffffffff
10221889 vmuluwm v1,v2,v3               | v2=80ff7f01_00fe8081_deadbeef_01234567 v3=80ff7f01_01fe7f81_deadbeef_89abcdef | v1=42fffe01_c2fcc001_216da321_c94e4629

# vmsumudm
10221923 vmsumudm v1,v2,v3,v4           | v2=00010203_04050607_08090a0b_0c0d0e0f v3=01020304_ff00ff80_00000001_7fffffff v4=1f1e1d1c_1b1a1918_17161514_13121110 | v1=1f1e1e20_313cc752_d5d7d0bf_8388ff81
10221923 vmsumudm v1,v2,v3,v4           | v2=7fff8000_80007fff_ffffffff_00000001 v3=80007fff_00010001_00000002_ffffffff v4=00000001_80000000_7fffffff_ffffffff | v1=40000004_00017ffb_bfff0005_ffff7ffd
10221923 vmsumudm v1,v2,v3,v4           | v2=80ff7f01_00fe8081_deadbeef_01234567 v3=80ff7f01_01fe7f81_deadbeef_89abcdef v4=00112233_44556677_8899aabb_ccddeeff | v1=02c36d45_23024b54_fdff2928_5928f529

# vabsdub
10221c03 vabsdub v1,v2,v3               | v2=00010203_04050607_08090a0b_0c0d0e0f v3=01020304_ff00ff80_00000001_7fffffff | v1=01010101_fb05f979_08090a0a_73f2f1f0
10221c03 vabsdub v1,v2,v3               | v2=7fff8000_80007fff_ffffffff_00000001 v3=80007fff_00010001_00000002_ffffffff | v1=01ff01ff_80017ffe_fffffffd_fffffffe
10221c03 vabsdub v1,v2,v3               | v2=80ff7f01_00fe8081_deadbeef_01234567 v3=80ff7f01_01fe7f81_deadbeef_89abcdef | v1=00000000_01000100_00000000_88888888

# vabsduh
10221c43 vabsduh v1,v2,v3               | v2=00010203_04050607_08090a0b_0c0d0e0f v3=01020304_ff00ff80_00000001_7fffffff | v1=01010101_fafbf979_08090a0a_73f2f1f0
10221c43 vabsduh v1,v2,v3               | v2=7fff8000_80007fff_ffffffff_00000001 v3=80007fff_00010001_00000002_ffffffff | v1=00010001_7fff7ffe_fffffffd_fffffffe
10221c43 vabsduh v1,v2,v3               | v2=80ff7f01_00fe8081_deadbeef_01234567 v3=80ff7f01_01fe7f81_deadbeef_89abcdef | v1=00000000_01000100_00000000_88888888

# vabsduw
10221c83 vabsduw v1,v2,v3               | v2=00010203_04050607_08090a0b_0c0d0e0f v3=01020304_ff00ff80_00000001_7fffffff | v1=01010101_fafbf979_08090a0a_73f2f1f0
10221c83 vabsduw v1,v2,v3               | v2=7fff8000_80007fff_ffffffff_00000001 v3=80007fff_00010001_00000002_ffffffff | v1=0000ffff_7fff7ffe_fffffffd_fffffffe
10221c83 vabsduw v1,v2,v3               | v2=80ff7f01_00fe8081_deadbeef_01234567 v3=80ff7f01_01fe7f81_deadbeef_89abcdef | v1=00000000_00ffff00_00000000_88888888

# vmaxsd
102219c2 vmaxsd v1,v2,v3                | v2=00010203_04050607_08090a0b_0c0d0e0f v3=01020304_ff00ff80_00000001_7fffffff | v1=01020304_ff00ff80_08090a0b_0c0d0e0f
102219c2 vmaxsd v1,v2,v3                | v2=7fff8000_80007fff_ffffffff_00000001 v3=80007fff_00010001_00000002_ffffffff | v1=7fff8000_80007fff_00000002_ffffffff
102219c2 vmaxsd v1,v2,v3                | v2=80ff7f01_00fe8081_deadbeef_01234567 v3=80ff7f01_01fe7f81_deadbeef_89abcdef | v1=80ff7f01_01fe7f81_deadbeef_89abcdef

# vmaxud
102218c2 vmaxud v1,v2,v3                | v2=00010203_04050607_08090a0b_0c0d0e0f v3=01020304_ff00ff80_00000001_7fffffff | v1=01020304_ff00ff80_08090a0b_0c0d0e0f
102218c2 vmaxud v1,v2,v3                | v2=7fff8000_80007fff_ffffffff_00000001 v3=80007fff_00010001_00000002_ffffffff | v1=80007fff_00010001_ffffffff_00000001
102218c2 vmaxud v1,v2,v3                | v2=80ff7f01_00fe8081_deadbeef_01234567 v3=80ff7f01_01fe7f81_deadbeef_89abcdef | v1=80ff7f01_01fe7f81_deadbeef_89abcdef

# vminsd
10221bc2 vminsd v1,v2,v3                | v2=00010203_04050607_08090a0b_0c0d0e0f v3=01020304_ff00ff80_00000001_7fffffff | v1=00010203_04050607_00000001_7fffffff
10221bc2 vminsd v1,v2,v3                | v2=7fff8000_80007fff_ffffffff_00000001 v3=80007fff_00010001_00000002_ffffffff | v1=80007fff_00010001_ffffffff_00000001
10221bc2 vminsd v1,v2,v3                | v2=80ff7f01_00fe8081_deadbeef_01234567 v3=80ff7f01_01fe7f81_deadbeef_89abcdef | v1=80ff7f01_00fe8081_deadbeef_01234567

# vminud
10221ac2 vminud v1,v2,v3                | v2=00010203_04050607_08090a0b_0c0d0e0f v3=01020304_ff00ff80_00000001_7fffffff | v1=00010203_04050607_00000001_7fffffff
10221ac2 vminud v1,v2,v3                | v2=7fff8000_80007fff_ffffffff_00000001 v3=80007fff_00010001_00000002_ffffffff | v1=7fff8000_80007fff_00000002_ffffffff
10221ac2 vminud v1,v2,v3                | v2=80ff7f01_00fe8081_deadbeef_01234567 v3=80ff7f01_01fe7f81_deadbeef_89abcdef | v1=80ff7f01_00fe8081_deadbeef_01234567

# vnegw
10261e02 vnegw v1,v3                    | v3=01020304_ff00ff80_00000001_7fffffff | v1=fefdfcfc_00ff0080_ffffffff_80000001
10261e02 vnegw v1,v3                    | v3=80007fff_00010001_00000002_ffffffff | v1=7fff8001_fffeffff_fffffffe_00000001
10261e02 vnegw v1,v3                    | v3=80ff7f01_01fe7f81_deadbeef_89abcdef | v1=7f0080ff_fe01807f_21524111_76543211

# vnegd
10271e02 vnegd v1,v3                    | v3=01020304_ff00ff80_00000001_7fffffff | v1=fefdfcfb_00ff0080_fffffffe_80000001
10271e02 vnegd v1,v3                    | v3=80007fff_00010001_00000002_ffffffff | v1=7fff8000_fffeffff_fffffffd_00000001
10271e02 vnegd v1,v3                    | v3=80ff7f01_01fe7f81_deadbeef_89abcdef | v1=7f0080fe_fe01807f_21524110_76543211

# vprtybw
10281e02 vprtybw v1,v3                  | v3=01020304_ff00ff80_00000001_7fffffff | v1=00000000_00000000_00000001_00000000
10281e02 vprtybw v1,v3                  | v3=80007fff_00010001_00000002_ffffffff | v1=00000000_00000000_00000000_00000000
10281e02 vprtybw v1,v3                  | v3=80ff7f01_01fe7f81_deadbeef_89abcdef | v1=00000001_00000001_00000000_00000000

# vprtybd
10291e02 vprtybd v1,v3                  | v3=01020304_ff00ff80_00000001_7fffffff | v1=00000000_00000000_00000000_00000001
10291e02 vprtybd v1,v3                  | v3=80007fff_00010001_00000002_ffffffff | v1=00000000_00000000_00000000_00000000
10291e02 vprtybd v1,v3                  | v3=80ff7f01_01fe7f81_deadbeef_89abcdef | v1=00000000_00000000_00000000_00000000

# vprtybq
102a1e02 vprtybq v1,v3                  | v3=01020304_ff00ff80_00000001_7fffffff | v1=00000000_00000000_00000000_00000001
102a1e02 vprtybq v1,v3                  | v3=80007fff_00010001_00000002_ffffffff | v1=00000000_00000000_00000000_00000000
102a1e02 vprtybq v1,v3                  | v3=80ff7f01_01fe7f81_deadbeef_89abcdef | v1=00000000_00000000_00000000_00000000

# vextsb2w
10301e02 vextsb2w v1,v3                 | v3=01020304_ff00ff80_00000001_7fffffff | v1=00000004_ffffff80_00000001_ffffffff
10301e02 vextsb2w v1,v3                 | v3=80007fff_00010001_00000002_ffffffff | v1=ffffffff_00000001_00000002_ffffffff
10301e02 vextsb2w v1,v3                 | v3=80ff7f01_01fe7f81_deadbeef_89abcdef | v1=00000001_ffffff81_ffffffef_ffffffef

# vextsh2w
10311e02 vextsh2w v1,v3                 | v3=01020304_ff00ff80_00000001_7fffffff | v1=00000304_ffffff80_00000001_ffffffff
10311e02 vextsh2w v1,v3                 | v3=80007fff_00010001_00000002_ffffffff | v1=00007fff_00000001_00000002_ffffffff
10311e02 vextsh2w v1,v3                 | v3=80ff7f01_01fe7f81_deadbeef_89abcdef | v1=00007f01_00007f81_ffffbeef_ffffcdef

# vextsb2d
10381e02 vextsb2d v1,v3                 | v3=01020304_ff00ff80_00000001_7fffffff | v1=ffffffff_ffffff80_ffffffff_ffffffff
10381e02 vextsb2d v1,v3                 | v3=80007fff_00010001_00000002_ffffffff | v1=00000000_00000001_ffffffff_ffffffff
10381e02 vextsb2d v1,v3                 | v3=80ff7f01_01fe7f81_deadbeef_89abcdef | v1=ffffffff_ffffff81_ffffffff_ffffffef

# vextsh2d
10391e02 vextsh2d v1,v3                 | v3=01020304_ff00ff80_00000001_7fffffff | v1=ffffffff_ffffff80_ffffffff_ffffffff
10391e02 vextsh2d v1,v3                 | v3=80007fff_00010001_00000002_ffffffff | v1=00000000_00000001_ffffffff_ffffffff
10391e02 vextsh2d v1,v3                 | v3=80ff7f01_01fe7f81_deadbeef_89abcdef | v1=00000000_00007f81_ffffffff_ffffcdef

# vextsw2d
103a1e02 vextsw2d v1,v3                 | v3=01020304_ff00ff80_00000001_7fffffff | v1=ffffffff_ff00ff80_00000000_7fffffff
103a1e02 vextsw2d v1,v3                 | v3=80007fff_00010001_00000002_ffffffff | v1=00000000_00010001_ffffffff_ffffffff
103a1e02 vextsw2d v1,v3                 | v3=80ff7f01_01fe7f81_deadbeef_89abcdef | v1=00000000_01fe7f81_ffffffff_89abcdef

# vcmpequd{.}
102218c7 vcmpequd v1,v2,v3              | v2=00010203_04050607_08090a0b_0c0d0e0f v3=01020304_ff00ff80_00000001_7fffffff | v1=00000000_00000000_00000000_00000000
10221cc7 vcmpequd. v1,v2,v3             | v2=7fff8000_80007fff_ffffffff_00000001 v3=80007fff_00010001_00000002_ffffffff | v1=00000000_00000000_00000000_00000000 cr6=2
102218c7 vcmpequd v1,v2,v3              | v2=80ff7f01_00fe8081_deadbeef_01234567 v3=80ff7f01_01fe7f81_deadbeef_89abcdef | v1=00000000_00000000_00000000_00000000

# vcmpgtsd{.}
10221bc7 vcmpgtsd v1,v2,v3              | v2=00010203_04050607_08090a0b_0c0d0e0f v3=01020304_ff00ff80_00000001_7fffffff | v1=00000000_00000000_ffffffff_ffffffff
10221fc7 vcmpgtsd. v1,v2,v3             | v2=7fff8000_80007fff_ffffffff_00000001 v3=80007fff_00010001_00000002_ffffffff | v1=ffffffff_ffffffff_00000000_00000000
10221bc7 vcmpgtsd v1,v2,v3              | v2=80ff7f01_00fe8081_deadbeef_01234567 v3=80ff7f01_01fe7f81_deadbeef_89abcdef | v1=00000000_00000000_00000000_00000000

# vcmpgtud{.}
10221ac7 vcmpgtud v1,v2,v3              | v2=00010203_04050607_08090a0b_0c0d0e0f v3=01020304_ff00ff80_00000001_7fffffff | v1=00000000_00000000_ffffffff_ffffffff
10221ec7 vcmpgtud. v1,v2,v3             | v2=7fff8000_80007fff_ffffffff_00000001 v3=80007fff_00010001_00000002_ffffffff | v1=00000000_00000000_ffffffff_ffffffff
10221ac7 vcmpgtud v1,v2,v3              | v2=80ff7f01_00fe8081_deadbeef_01234567 v3=80ff7f01_01fe7f81_deadbeef_89abcdef | v1=00000000_00000000_00000000_00000000

# vcmpneb{.}
10221807 vcmpneb v1,v2,v3               | v2=00010203_04050607_08090a0b_0c0d0e0f v3=01020304_ff00ff80_00000001_7fffffff | v1=ffffffff_ffffffff_ffffffff_ffffffff
10221c07 vcmpneb. v1,v2,v3              | v2=7fff8000_80007fff_ffffffff_00000001 v3=80007fff_00010001_00000002_ffffffff | v1=ffffffff_ffffffff_ffffffff_ffffffff cr6=8
10221807 vcmpneb v1,v2,v3               | v2=80ff7f01_00fe8081_deadbeef_01234567 v3=80ff7f01_01fe7f81_deadbeef_89abcdef | v1=00000000_ff00ff00_00000000_ffffffff

# vcmpneh{.}
10221847 vcmpneh v1,v2,v3               | v2=00010203_04050607_08090a0b_0c0d0e0f v3=01020304_ff00ff80_00000001_7fffffff | v1=ffffffff_ffffffff_ffffffff_ffffffff
10221c47 vcmpneh. v1,v2,v3              | v2=7fff8000_80007fff_ffffffff_00000001 v3=80007fff_00010001_00000002_ffffffff | v1=ffffffff_ffffffff_ffffffff_ffffffff cr6=8
10221847 vcmpneh v1,v2,v3               | v2=80ff7f01_00fe8081_deadbeef_01234567 v3=80ff7f01_01fe7f81_deadbeef_89abcdef | v1=00000000_ffffffff_00000000_ffffffff

# vcmpnew{.}
10221887 vcmpnew v1,v2,v3               | v2=00010203_04050607_08090a0b_0c0d0e0f v3=01020304_ff00ff80_00000001_7fffffff | v1=ffffffff_ffffffff_ffffffff_ffffffff
10221c87 vcmpnew. v1,v2,v3              | v2=7fff8000_80007fff_ffffffff_00000001 v3=80007fff_00010001_00000002_ffffffff | v1=ffffffff_ffffffff_ffffffff_ffffffff cr6=8
10221887 vcmpnew v1,v2,v3               | v2=80ff7f01_00fe8081_deadbeef_01234567 v3=80ff7f01_01fe7f81_deadbeef_89abcdef | v1=00000000_ffffffff_00000000_ffffffff

# vcmpnezb{.}
10221907 vcmpnezb v1,v2,v3              | v2=00010203_04050607_08090a0b_0c0d0e0f v3=01020304_ff00ff80_00000001_7fffffff | v1=ffffffff_ffffffff_ffffffff_ffffffff
10221d07 vcmpnezb. v1,v2,v3             | v2=7fff8000_80007fff_ffffffff_00000001 v3=80007fff_00010001_00000002_ffffffff | v1=ffffffff_ffffffff_ffffffff_ffffffff cr6=8
10221907 vcmpnezb v1,v2,v3              | v2=80ff7f01_00fe8081_deadbeef_01234567 v3=80ff7f01_01fe7f81_deadbeef_89abcdef | v1=00000000_ff00ff00_00000000_ffffffff

# vcmpnezh{.}
10221947 vcmpnezh v1,v2,v3              | v2=00010203_04050607_08090a0b_0c0d0e0f v3=01020304_ff00ff80_00000001_7fffffff | v1=ffffffff_ffffffff_ffffffff_ffffffff
10221d47 vcmpnezh. v1,v2,v3             | v2=7fff8000_80007fff_ffffffff_00000001 v3=80007fff_00010001_00000002_ffffffff | v1=ffffffff_ffffffff_ffffffff_ffffffff cr6=8
10221947 vcmpnezh v1,v2,v3              | v2=80ff7f01_00fe8081_deadbeef_01234567 v3=80ff7f01_01fe7f81_deadbeef_89abcdef | v1=00000000_ffffffff_00000000_ffffffff

# vcmpnezw{.}
10221987 vcmpnezw v1,v2,v3              | v2=00010203_04050607_08090a0b_0c0d0e0f v3=01020304_ff00ff80_00000001_7fffffff | v1=ffffffff_ffffffff_ffffffff_ffffffff
10221d87 vcmpnezw. v1,v2,v3             | v2=7fff8000_80007fff_ffffffff_00000001 v3=80007fff_00010001_00000002_ffffffff | v1=ffffffff_ffffffff_ffffffff_ffffffff cr6=8
10221987 vcmpnezw v1,v2,v3              | v2=80ff7f01_00fe8081_deadbeef_01234567 v3=80ff7f01_01fe7f81_deadbeef_89abcdef | v1=00000000_ffffffff_00000000_ffffffff

# vorc
10221d44 vorc v1,v2,v3                  | v2=00010203_04050607_08090a0b_0c0d0e0f v3=01020304_ff00ff80_00000001_7fffffff | v1=fefdfefb_04ff067f_ffffffff_8c0d0e0f
10221d44 vorc v1,v2,v3                  | v2=7fff8000_80007fff_ffffffff_00000001 v3=80007fff_00010001_00000002_ffffffff | v1=7fff8000_fffeffff_ffffffff_00000001
10221d44 vorc v1,v2,v3                  | v2=80ff7f01_00fe8081_deadbeef_01234567 v3=80ff7f01_01fe7f81_deadbeef_89abcdef | v1=ffffffff_feff80ff_ffffffff_77777777

# vnand
10221d84 vnand v1,v2,v3                 | v2=00010203_04050607_08090a0b_0c0d0e0f v3=01020304_ff00ff80_00000001_7fffffff | v1=fffffdff_fbfff9ff_fffffffe_f3f2f1f0
10221d84 vnand v1,v2,v3                 | v2=7fff8000_80007fff_ffffffff_00000001 v3=80007fff_00010001_00000002_ffffffff | v1=ffffffff_fffffffe_fffffffd_fffffffe
10221d84 vnand v1,v2,v3                 | v2=80ff7f01_00fe8081_deadbeef_01234567 v3=80ff7f01_01fe7f81_deadbeef_89abcdef | v1=7f0080fe_ff01ff7e_21524110_fedcba98

# veqv
10221e84 veqv v1,v2,v3                  | v2=00010203_04050607_08090a0b_0c0d0e0f v3=01020304_ff00ff80_00000001_7fffffff | v1=fefcfef8_04fa0678_f7f6f5f5_8c0d0e0f
10221e84 veqv v1,v2,v3                  | v2=7fff8000_80007fff_ffffffff_00000001 v3=80007fff_00010001_00000002_ffffffff | v1=00000000_7ffe8001_00000002_00000001
10221e84 veqv v1,v2,v3                  | v2=80ff7f01_00fe8081_deadbeef_01234567 v3=80ff7f01_01fe7f81_deadbeef_89abcdef | v1=ffffffff_feff00ff_ffffffff_77777777

# vrld
102218c4 vrld v1,v2,v3                  | v2=00010203_04050607_08090a0b_0c0d0e0f v3=01020304_ff00ff80_00000001_7fffffff | v1=00010203_04050607_84048505_86068707
102218c4 vrld v1,v2,v3                  | v2=7fff8000_80007fff_ffffffff_00000001 v3=80007fff_00010001_00000002_ffffffff | v1=ffff0001_0000fffe_ffffffff_80000000
102218c4 vrld v1,v2,v3                  | v2=80ff7f01_00fe8081_deadbeef_01234567 v3=80ff7f01_01fe7f81_deadbeef_89abcdef | v1=01fefe02_01fd0103_a2b3ef56_df778091

# vsld
10221dc4 vsld v1,v2,v3                  | v2=00010203_04050607_08090a0b_0c0d0e0f v3=01020304_ff00ff80_00000001_7fffffff | v1=00010203_04050607_80000000_00000000
10221dc4 vsld v1,v2,v3                  | v2=7fff8000_80007fff_ffffffff_00000001 v3=80007fff_00010001_00000002_ffffffff | v1=ffff0001_0000fffe_80000000_00000000
10221dc4 vsld v1,v2,v3                  | v2=80ff7f01_00fe8081_deadbeef_01234567 v3=80ff7f01_01fe7f81_deadbeef_89abcdef | v1=01fefe02_01fd0102_a2b38000_00000000

# vsrd
10221ec4 vsrd v1,v2,v3                  | v2=00010203_04050607_08090a0b_0c0d0e0f v3=01020304_ff00ff80_00000001_7fffffff | v1=00010203_04050607_00000000_00000000
10221ec4 vsrd v1,v2,v3                  | v2=7fff8000_80007fff_ffffffff_00000001 v3=80007fff_00010001_00000002_ffffffff | v1=3fffc000_40003fff_00000000_00000001
10221ec4 vsrd v1,v2,v3                  | v2=80ff7f01_00fe8081_deadbeef_01234567 v3=80ff7f01_01fe7f81_deadbeef_89abcdef | v1=407fbf80_807f4040_00000000_0001bd5b

# vsrad
10221bc4 vsrad v1,v2,v3                 | v2=00010203_04050607_08090a0b_0c0d0e0f v3=01020304_ff00ff80_00000001_7fffffff | v1=00010203_04050607_00000000_00000000
10221bc4 vsrad v1,v2,v3                 | v2=7fff8000_80007fff_ffffffff_00000001 v3=80007fff_00010001_00000002_ffffffff | v1=3fffc000_40003fff_ffffffff_ffffffff
10221bc4 vsrad v1,v2,v3                 | v2=80ff7f01_00fe8081_deadbeef_01234567 v3=80ff7f01_01fe7f81_deadbeef_89abcdef | v1=c07fbf80_807f4040_ffffffff_ffffbd5b

# vrlwnm
10221985 vrlwnm v1,v2,v3                | v2=00010203_04050607_08090a0b_0c0d0e0f v3=01020304_ff00ff80_00000001_7fffffff | v1=00000000_04050607_00000000_00000001
10221985 vrlwnm v1,v2,v3                | v2=7fff8000_80007fff_ffffffff_00000001 v3=80007fff_00010001_00000002_ffffffff | v1=3fffc000_0000ffff_80000000_00000000
10221985 vrlwnm v1,v2,v3                | v2=80ff7f01_00fe8081_deadbeef_01234567 v3=80ff7f01_01fe7f81_deadbeef_89abcdef | v1=00000001_00000002_0007ef56_00100000

# vrldnm
102219c5 vrldnm v1,v2,v3                | v2=00010203_04050607_08090a0b_0c0d0e0f v3=01020304_ff00ff80_00000001_7fffffff | v1=00010203_04050607_00000000_00000001
102219c5 vrldnm v1,v2,v3                | v2=7fff8000_80007fff_ffffffff_00000001 v3=80007fff_00010001_00000002_ffffffff | v1=ffff0001_0000fffe_00000000_00000000
102219c5 vrldnm v1,v2,v3                | v2=80ff7f01_00fe8081_deadbeef_01234567 v3=80ff7f01_01fe7f81_deadbeef_89abcdef | v1=00000000_00000003_a2b00000_00178091

# vrlwmi
10221885 vrlwmi v1,v2,v3                | v1=00010203_04050607_08090a0b_0c0d0e0f v2=00010203_04050607_08090a0b_0c0d0e0f v3=01020304_ff00ff80_00000001_7fffffff |
10221885 vrlwmi v1,v2,v3                | v1=7fff8000_80007fff_ffffffff_00000001 v2=7fff8000_80007fff_ffffffff_00000001 v3=80007fff_00010001_00000002_ffffffff | v1=3fffc000_0000ffff_ffffffff_00000000
10221885 vrlwmi v1,v2,v3                | v1=80ff7f01_00fe8081_deadbeef_01234567 v2=80ff7f01_00fe8081_deadbeef_01234567 v3=80ff7f01_01fe7f81_deadbeef_89abcdef | v1=80ff7f01_00fe8082_deafef57_01334567

# vrldmi
102218c5 vrldmi v1,v2,v3                | v1=00010203_04050607_08090a0b_0c0d0e0f v2=00010203_04050607_08090a0b_0c0d0e0f v3=01020304_ff00ff80_00000001_7fffffff |
102218c5 vrldmi v1,v2,v3                | v1=7fff8000_80007fff_ffffffff_00000001 v2=7fff8000_80007fff_ffffffff_00000001 v3=80007fff_00010001_00000002_ffffffff | v1=ffff0001_0000fffe_ffffffff_00000000
102218c5 vrldmi v1,v2,v3                | v1=80ff7f01_00fe8081_deadbeef_01234567 v2=80ff7f01_00fe8081_deadbeef_01234567 v3=80ff7f01_01fe7f81_deadbeef_89abcdef | v1=80ff7f01_00fe8083_a2b1beef_01378091

# vcipher
10221d08 vcipher v1,v2,v3               | v2=00010203_04050607_08090a0b_0c0d0e0f v3=01020304_ff00ff80_00000001_7fffffff | v1=6b685f41_d36dccd1_b0d95d60_5863dea3
10221d08 vcipher v1,v2,v3               | v2=7fff8000_80007fff_ffffffff_00000001 v3=80007fff_00010001_00000002_ffffffff | v1=f052661f_bb26b8fe_528aceba_c7cb0fb2
10221d08 vcipher v1,v2,v3               | v2=80ff7f01_00fe8081_deadbeef_01234567 v3=80ff7f01_01fe7f81_deadbeef_89abcdef | v1=fc33da49_7162d127_509d2e24_59685c15

# vcipherlast
10221d09 vcipherlast v1,v2,v3           | v2=00010203_04050607_08090a0b_0c0d0e0f v3=01020304_ff00ff80_00000001_7fffffff | v1=62696472_0d0154fb_30d777c4_818390d4
10221d09 vcipherlast v1,v2,v3           | v2=7fff8000_80007fff_ffffffff_00000001 v3=80007fff_00010001_00000002_ffffffff | v1=52636983_cd176362_1663cd14_9ce92de9
10221d09 vcipherlast v1,v2,v3           | v2=80ff7f01_00fe8081_deadbeef_01234567 v3=80ff7f01_01fe7f81_deadbeef_89abcdef | v1=4d44d184_626b11fd_c38b6ce3_f5bd0030

# vncipher
10221d48 vncipher v1,v2,v3              | v2=00010203_04050607_08090a0b_0c0d0e0f v3=01020304_ff00ff80_00000001_7fffffff | v1=389fb72e_d826c4ca_1e42f9bc_78aebe59
10221d48 vncipher v1,v2,v3              | v2=7fff8000_80007fff_ffffffff_00000001 v3=80007fff_00010001_00000002_ffffffff | v1=e1757ad7_0825b0f5_ca13b176_b1b4a4b7
10221d48 vncipher v1,v2,v3              | v2=80ff7f01_00fe8081_deadbeef_01234567 v3=80ff7f01_01fe7f81_deadbeef_89abcdef | v1=96e19623_e723ed0e_e453ceaa_085d3b4c

# vncipherlast
10221d49 vncipherlast v1,v2,v3          | v2=00010203_04050607_08090a0b_0c0d0e0f v3=01020304_ff00ff80_00000001_7fffffff | v1=53f1a03c_cf09281e_bf366afa_febf5a2a
10221d49 vncipherlast v1,v2,v3          | v2=7fff8000_80007fff_ffffffff_00000001 v3=80007fff_00010001_00000002_ffffffff | v1=eb520282_3a7c527c_7d523a0b_ad8294ad
10221d49 vncipherlast v1,v2,v3          | v2=80ff7f01_00fe8081_deadbeef_01234567 v3=80ff7f01_01fe7f81_deadbeef_89abcdef | v1=bacd2590_538317e0_42a1d5e5_80b3f7e6

# vpmsumb
10221c08 vpmsumb v1,v2,v3               | v2=00010203_04050607_08090a0b_0c0d0e0f v3=01020304_ff00ff80_00000001_7fffffff | v1=0002000a_03fc0182_0000000b_06ff00ff
10221c08 vpmsumb v1,v2,v3               | v2=7fff8000_80007fff_ffffffff_00000001 v3=80007fff_00010001_00000002_ffffffff | v1=3f803f80_000000ff_000001fe_000000ff
10221c08 vpmsumb v1,v2,v3               | v2=80ff7f01_00fe8081_deadbeef_01234567 v3=80ff7f01_01fe7f81_deadbeef_89abcdef | v1=15551554_55547f81_15051101_14141414

# vpmsumh
10221c48 vpmsumh v1,v2,v3               | v2=00010203_04050607_08090a0b_0c0d0e0f v3=01020304_ff00ff80_00000001_7fffffff | v1=00060c0e_01fcfd80_00000a0b_07f881fe
10221c48 vpmsumh v1,v2,v3               | v2=7fff8000_80007fff_ffffffff_00000001 v3=80007fff_00010001_00000002_ffffffff | v1=00000000_0000ffff_0001fffe_0000ffff
10221c48 vpmsumh v1,v2,v3               | v2=80ff7f01_00fe8081_deadbeef_01234567 v3=80ff7f01_01fe7f81_deadbeef_89abcdef | v1=55555554_3fff9455_14001004_30303030

# vpmsumw
10221c88 vpmsumw v1,v2,v3               | v2=00010203_04050607_08090a0b_0c0d0e0f v3=01020304_ff00ff80_00000001_7fffffff | v1=03ff03fd_fa87f38c_02027d02_8c0df00e
10221c88 vpmsumw v1,v2,v3               | v2=7fff8000_80007fff_ffffffff_00000001 v3=80007fff_00010001_00000002_ffffffff | v1=3fff5555_9555ffff_00000001_00000001
10221c88 vpmsumw v1,v2,v3               | v2=80ff7f01_00fe8081_deadbeef_01234567 v3=80ff7f01_01fe7f81_deadbeef_89abcdef | v1=4000fed4_01aa3f00_51cd60ec_55dd60f8

# vpmsumd
10221cc8 vpmsumd v1,v2,v3               | v2=00010203_04050607_08090a0b_0c0d0e0f v3=01020304_ff00ff80_00000001_7fffffff | v1=00000100_0ff58804_61669995_7a870485
10221cc8 vpmsumd v1,v2,v3               | v2=7fff8000_80007fff_ffffffff_00000001 v3=80007fff_00010001_00000002_ffffffff | v1=3fffd554_80005554_bfff0002_00008000
10221cc8 vpmsumd v1,v2,v3               | v2=80ff7f01_00fe8081_deadbeef_01234567 v3=80ff7f01_01fe7f81_deadbeef_89abcdef | v1=11541104_394bac06_178608c4_04760bac

# vsbox
102205c8 vsbox v1,v2                    | v2=00010203_04050607_08090a0b_0c0d0e0f | v1=637c777b_f26b6fc5_3001672b_fed7ab76
102205c8 vsbox v1,v2                    | v2=7fff8000_80007fff_ffffffff_00000001 | v1=d216cd63_cd63d216_16161616_6363637c
102205c8 vsbox v1,v2                    | v2=80ff7f01_00fe8081_deadbeef_01234567 | v1=cd16d27c_63bbcd0c_1d95aedf_7c266e85

# vshasigmaw
10220682 vshasigmaw v1,v2,0,0           | v2=00010203_04050607_08090a0b_0c0d0e0f | v1=4680e244_4f096bcd_5593f157_5c1a78de
1022fe82 vshasigmaw v1,v2,1,15          | v2=7fff8000_80007fff_ffffffff_00000001 | v1=fe3001cf_01cffe30_ffffffff_04200080
10222e82 vshasigmaw v1,v2,0,5           | v2=80ff7f01_00fe8081_deadbeef_01234567 | v1=ccde7121_90509fc0_abd31b0b_ca1f2864

# vshasigmad
102206c2 vshasigmad v1,v2,0,0           | v2=00010203_04050607_08090a0b_0c0d0e0f | v1=87008207_870e8c09_8b1c9e1b_9b129015
1022fec2 vshasigmad v1,v2,1,15          | v2=7fff8000_80007fff_ffffffff_00000001 | v1=e042203e_1fbddfc1_ff878000_00fc3fff
10222ec2 vshasigmad v1,v2,0,5           | v2=80ff7f01_00fe8081_deadbeef_01234567 | v1=40febe01_837e43c1_893529b4_b192c77c

# vgbbd
10201d0c vgbbd v1,v3                    | v3=01020304_ff00ff80_00000001_7fffffff | v1=0b0a0a0a_0a1a6aaa_070f0f0f_0f0f0f1f
10201d0c vgbbd v1,v3                    | v3=80007fff_00010001_00000002_ffffffff | v1=90303030_30303035_0f0f0f0f_0f0f1f0f
10201d0c vgbbd v1,v3                    | v3=80ff7f01_01fe7f81_deadbeef_89abcdef | v1=c5666666_6666667b_ff9375a0_fff3b55f

# vclzb
10201f02 vclzb v1,v3                    | v3=01020304_ff00ff80_00000001_7fffffff | v1=07060605_00080000_08080807_01000000
10201f02 vclzb v1,v3                    | v3=80007fff_00010001_00000002_ffffffff | v1=00080100_08070807_08080806_00000000
10201f02 vclzb v1,v3                    | v3=80ff7f01_01fe7f81_deadbeef_89abcdef | v1=00000107_07000100_00000000_00000000

# vclzh
10201f42 vclzh v1,v3                    | v3=01020304_ff00ff80_00000001_7fffffff | v1=00070006_00000000_0010000f_00010000
10201f42 vclzh v1,v3                    | v3=80007fff_00010001_00000002_ffffffff | v1=00000001_000f000f_0010000e_00000000
10201f42 vclzh v1,v3                    | v3=80ff7f01_01fe7f81_deadbeef_89abcdef | v1=00000001_00070001_00000000_00000000

# vclzw
10201f82 vclzw v1,v3                    | v3=01020304_ff00ff80_00000001_7fffffff | v1=00000007_00000000_0000001f_00000001
10201f82 vclzw v1,v3                    | v3=80007fff_00010001_00000002_ffffffff | v1=00000000_0000000f_0000001e_00000000
10201f82 vclzw v1,v3                    | v3=80ff7f01_01fe7f81_deadbeef_89abcdef | v1=00000000_00000007_00000000_00000000

# vclzd
10201fc2 vclzd v1,v3                    | v3=01020304_ff00ff80_00000001_7fffffff | v1=00000000_00000007_00000000_0000001f
10201fc2 vclzd v1,v3                    | v3=80007fff_00010001_00000002_ffffffff | v1=00000000_00000000_00000000_0000001e
10201fc2 vclzd v1,v3                    | v3=80ff7f01_01fe7f81_deadbeef_89abcdef | v1=00000000_00000000_00000000_00000000

# vpopcntb
10201f03 vpopcntb v1,v3                 | v3=01020304_ff00ff80_00000001_7fffffff | v1=01010201_08000801_00000001_07080808
10201f03 vpopcntb v1,v3                 | v3=80007fff_00010001_00000002_ffffffff | v1=01000708_00010001_00000001_08080808
10201f03 vpopcntb v1,v3                 | v3=80ff7f01_01fe7f81_deadbeef_89abcdef | v1=01080701_01070702_06050607_03050507

# vpopcnth
10201f43 vpopcnth v1,v3                 | v3=01020304_ff00ff80_00000001_7fffffff | v1=00020003_00080009_00000001_000f0010
10201f43 vpopcnth v1,v3                 | v3=80007fff_00010001_00000002_ffffffff | v1=0001000f_00010001_00000001_00100010
10201f43 vpopcnth v1,v3                 | v3=80ff7f01_01fe7f81_deadbeef_89abcdef | v1=00090008_00080009_000b000d_0008000c

# vpopcntw
10201f83 vpopcntw v1,v3                 | v3=01020304_ff00ff80_00000001_7fffffff | v1=00000005_00000011_00000001_0000001f
10201f83 vpopcntw v1,v3                 | v3=80007fff_00010001_00000002_ffffffff | v1=00000010_00000002_00000001_00000020
10201f83 vpopcntw v1,v3                 | v3=80ff7f01_01fe7f81_deadbeef_89abcdef | v1=00000011_00000011_00000018_00000014

# vpopcntd
10201fc3 vpopcntd v1,v3                 | v3=01020304_ff00ff80_00000001_7fffffff | v1=00000000_00000016_00000000_00000020
10201fc3 vpopcntd v1,v3                 | v3=80007fff_00010001_00000002_ffffffff | v1=00000000_00000012_00000000_00000021
10201fc3 vpopcntd v1,v3                 | v3=80ff7f01_01fe7f81_deadbeef_89abcdef | v1=00000000_00000022_00000000_0000002c

# vctzb
103c1e02 vctzb v1,v3                    | v3=01020304_ff00ff80_00000001_7fffffff | v1=00010002_00080007_08080800_00000000
103c1e02 vctzb v1,v3                    | v3=80007fff_00010001_00000002_ffffffff | v1=07080000_08000800_08080801_00000000
103c1e02 vctzb v1,v3                    | v3=80ff7f01_01fe7f81_deadbeef_89abcdef | v1=07000000_00010000_01000100_00000000

# vctzh
103d1e02 vctzh v1,v3                    | v3=01020304_ff00ff80_00000001_7fffffff | v1=00010002_00080007_00100000_00000000
103d1e02 vctzh v1,v3                    | v3=80007fff_00010001_00000002_ffffffff | v1=000f0000_00000000_00100001_00000000
103d1e02 vctzh v1,v3                    | v3=80ff7f01_01fe7f81_deadbeef_89abcdef | v1=00000000_00010000_00000000_00000000

# vctzw
103e1e02 vctzw v1,v3                    | v3=01020304_ff00ff80_00000001_7fffffff | v1=00000002_00000007_00000000_00000000
103e1e02 vctzw v1,v3                    | v3=80007fff_00010001_00000002_ffffffff | v1=00000000_00000000_00000001_00000000
103e1e02 vctzw v1,v3                    | v3=80ff7f01_01fe7f81_deadbeef_89abcdef | v1=00000000_00000000_00000000_00000000

# vctzd
103f1e02 vctzd v1,v3                    | v3=01020304_ff00ff80_00000001_7fffffff | v1=00000000_00000007_00000000_00000000
103f1e02 vctzd v1,v3                    | v3=80007fff_00010001_00000002_ffffffff | v1=00000000_00000000_00000000_00000000
103f1e02 vctzd v1,v3                    | v3=80ff7f01_01fe7f81_deadbeef_89abcdef | v1=00000000_00000000_00000000_00000000

# vclzlsbb
10601e02 vclzlsbb r3,v3                 | v3=01020304_ff00ff80_00000001_7fffffff | r3=0
10601e02 vclzlsbb r3,v3                 | v3=80007fff_00010001_00000002_ffffffff | r3=2
10601e02 vclzlsbb r3,v3                 | v3=80ff7f01_01fe7f81_deadbeef_89abcdef | r3=1

# vctzlsbb
10611e02 vctzlsbb r3,v3                 | v3=01020304_ff00ff80_00000001_7fffffff | r3=0
10611e02 vctzlsbb r3,v3                 | v3=80007fff_00010001_00000002_ffffffff | r3=0
10611e02 vctzlsbb r3,v3                 | v3=80ff7f01_01fe7f81_deadbeef_89abcdef | r3=0

# vbpermq
10221d4c vbpermq v1,v2,v3               | v2=00010203_04050607_08090a0b_0c0d0e0f v3=01020304_ff00ff80_00000001_7fffffff | v1=00000000_00000008_00000000_00000000
10221d4c vbpermq v1,v2,v3               | v2=7fff8000_80007fff_ffffffff_00000001 v3=80007fff_00010001_00000002_ffffffff | v1=00000000_00002510_00000000_00000000
10221d4c vbpermq v1,v2,v3               | v2=80ff7f01_00fe8081_deadbeef_01234567 v3=80ff7f01_01fe7f81_deadbeef_89abcdef | v1=00000000_00002200_00000000_00000000

# vbpermd
10221dcc vbpermd v1,v2,v3               | v2=00010203_04050607_08090a0b_0c0d0e0f v3=01020304_ff00ff80_00000001_7fffffff | v1=00000000_00000000_00000000_00000000
10221dcc vbpermd v1,v2,v3               | v2=7fff8000_80007fff_ffffffff_00000001 v3=80007fff_00010001_00000002_ffffffff | v1=00000000_00000005_00000000_000000f0
10221dcc vbpermd v1,v2,v3               | v2=80ff7f01_00fe8081_deadbeef_01234567 v3=80ff7f01_01fe7f81_deadbeef_89abcdef | v1=00000000_00000000_00000000_00000000

# vmuleud
10221ac8 vmuleud v1,v2,v3               | v2=00010203_04050607_08090a0b_0c0d0e0f v3=01020304_ff00ff80_00000001_7fffffff | v1=00000104_0a151f2a_34b7309f_fc83fc80
10221ac8 vmuleud v1,v2,v3               | v2=7fff8000_80007fff_ffffffff_00000001 v3=80007fff_00010001_00000002_ffffffff | v1=3fffffff_80017fff_3fff0001_ffff7fff
10221ac8 vmuleud v1,v2,v3               | v2=80ff7f01_00fe8081_deadbeef_01234567 v3=80ff7f01_01fe7f81_deadbeef_89abcdef | v1=41007dff_44817980_87fdf984_c2fcc001

# vmulesd
10221bc8 vmulesd v1,v2,v3               | v2=00010203_04050607_08090a0b_0c0d0e0f v3=01020304_ff00ff80_00000001_7fffffff | v1=00000104_0a151f2a_34b7309f_fc83fc80
10221bc8 vmulesd v1,v2,v3               | v2=7fff8000_80007fff_ffffffff_00000001 v3=80007fff_00010001_00000002_ffffffff | v1=c0007fff_00010000_3fff0001_ffff7fff
10221bc8 vmulesd v1,v2,v3               | v2=80ff7f01_00fe8081_deadbeef_01234567 v3=80ff7f01_01fe7f81_deadbeef_89abcdef | v1=3f017ffd_4184797e_87fdf984_c2fcc001

# vmuloud
102218c8 vmuloud v1,v2,v3               | v2=00010203_04050607_08090a0b_0c0d0e0f v3=01020304_ff00ff80_00000001_7fffffff | v1=00000000_0c0d8f10_8a0a8b0b_73f2f1f1
102218c8 vmuloud v1,v2,v3               | v2=7fff8000_80007fff_ffffffff_00000001 v3=80007fff_00010001_00000002_ffffffff | v1=00000002_fffffffc_00000003_ffffffff
102218c8 vmuloud v1,v2,v3               | v2=80ff7f01_00fe8081_deadbeef_01234567 v3=80ff7f01_01fe7f81_deadbeef_89abcdef | v1=c1b1cd12_9a2b6b5c_ed6784e7_c94e4629

# vmulosd
102219c8 vmulosd v1,v2,v3               | v2=00010203_04050607_08090a0b_0c0d0e0f v3=01020304_ff00ff80_00000001_7fffffff | v1=00000000_0c0d8f10_8a0a8b0b_73f2f1f1
102219c8 vmulosd v1,v2,v3               | v2=7fff8000_80007fff_ffffffff_00000001 v3=80007fff_00010001_00000002_ffffffff | v1=ffffffff_fffffffd_00000003_ffffffff
102219c8 vmulosd v1,v2,v3               | v2=80ff7f01_00fe8081_deadbeef_01234567 v3=80ff7f01_01fe7f81_deadbeef_89abcdef | v1=04564f34_0f5c5806_ed6784e7_c94e4629

# vmulld
102219c9 vmulld v1,v2,v3                | v2=00010203_04050607_08090a0b_0c0d0e0f v3=01020304_ff00ff80_00000001_7fffffff | v1=34b7309f_fc83fc80_8a0a8b0b_73f2f1f1
102219c9 vmulld v1,v2,v3                | v2=7fff8000_80007fff_ffffffff_00000001 v3=80007fff_00010001_00000002_ffffffff | v1=3fff0001_ffff7fff_00000003_ffffffff
102219c9 vmulld v1,v2,v3                | v2=80ff7f01_00fe8081_deadbeef_01234567 v3=80ff7f01_01fe7f81_deadbeef_89abcdef | v1=87fdf984_c2fcc001_ed6784e7_c94e4629

# vmulhsw
10221b89 vmulhsw v1,v2,v3               | v2=00010203_04050607_08090a0b_0c0d0e0f v3=01020304_ff00ff80_00000001_7fffffff | v1=00000104_fffbfefc_00000000_06068707
10221b89 vmulhsw v1,v2,v3               | v2=7fff8000_80007fff_ffffffff_00000001 v3=80007fff_00010001_00000002_ffffffff | v1=c0007fff_ffff7fff_ffffffff_ffffffff
10221b89 vmulhsw v1,v2,v3               | v2=80ff7f01_00fe8081_deadbeef_01234567 v3=80ff7f01_01fe7f81_deadbeef_89abcdef | v1=3f017ffd_0001fb82_04564f34_ff795e36

# vmulhuw
10221a89 vmulhuw v1,v2,v3               | v2=00010203_04050607_08090a0b_0c0d0e0f v3=01020304_ff00ff80_00000001_7fffffff | v1=00000104_04010503_00000000_06068707
10221a89 vmulhuw v1,v2,v3               | v2=7fff8000_80007fff_ffffffff_00000001 v3=80007fff_00010001_00000002_ffffffff | v1=3fffffff_00008000_00000001_00000000
10221a89 vmulhuw v1,v2,v3               | v2=80ff7f01_00fe8081_deadbeef_01234567 v3=80ff7f01_01fe7f81_deadbeef_89abcdef | v1=41007dff_0001fb82_c1b1cd12_009ca39d

# vmulhsd
10221bc9 vmulhsd v1,v2,v3               | v2=00010203_04050607_08090a0b_0c0d0e0f v3=01020304_ff00ff80_00000001_7fffffff | v1=00000104_0a151f2a_00000000_0c0d8f10
10221bc9 vmulhsd v1,v2,v3               | v2=7fff8000_80007fff_ffffffff_00000001 v3=80007fff_00010001_00000002_ffffffff | v1=c0007fff_00010000_ffffffff_fffffffd
10221bc9 vmulhsd v1,v2,v3               | v2=80ff7f01_00fe8081_deadbeef_01234567 v3=80ff7f01_01fe7f81_deadbeef_89abcdef | v1=3f017ffd_4184797e_04564f34_0f5c5806

# vmulhud
10221ac9 vmulhud v1,v2,v3               | v2=00010203_04050607_08090a0b_0c0d0e0f v3=01020304_ff00ff80_00000001_7fffffff | v1=00000104_0a151f2a_00000000_0c0d8f10
10221ac9 vmulhud v1,v2,v3               | v2=7fff8000_80007fff_ffffffff_00000001 v3=80007fff_00010001_00000002_ffffffff | v1=3fffffff_80017fff_00000002_fffffffc
10221ac9 vmulhud v1,v2,v3               | v2=80ff7f01_00fe8081_deadbeef_01234567 v3=80ff7f01_01fe7f81_deadbeef_89abcdef | v1=41007dff_44817980_c1b1cd12_9a2b6b5c

# vdivsw
1022198b vdivsw v1,v2,v3                | v2=00010203_04050607_08090a0b_0c0d0e0f v3=01020304_ff00ff80_00000001_7fffffff | v1=00000000_fffffffc_08090a0b_00000000
1022198b vdivsw v1,v2,v3                | v2=7fff8000_80007fff_ffffffff_00000001 v3=80007fff_00010001_00000002_ffffffff | v1=00000000_ffff8001_00000000_ffffffff
1022198b vdivsw v1,v2,v3                | v2=80ff7f01_00fe8081_deadbeef_01234567 v3=80ff7f01_01fe7f81_deadbeef_89abcdef | v1=00000001_00000000_00000001_00000000

# vdivuw
1022188b vdivuw v1,v2,v3                | v2=00010203_04050607_08090a0b_0c0d0e0f v3=01020304_ff00ff80_00000001_7fffffff | v1=00000000_00000000_08090a0b_00000000
1022188b vdivuw v1,v2,v3                | v2=7fff8000_80007fff_ffffffff_00000001 v3=80007fff_00010001_00000002_ffffffff | v1=00000000_00007fff_7fffffff_00000000
1022188b vdivuw v1,v2,v3                | v2=80ff7f01_00fe8081_deadbeef_01234567 v3=80ff7f01_01fe7f81_deadbeef_89abcdef | v1=00000001_00000000_00000001_00000000

# vdivesw
10221b8b vdivesw v1,v2,v3               | v2=00010203_04050607_08090a0b_0c0d0e0f v3=01020304_ff00ff80_00000001_7fffffff | v1=00fffffc_00000000_00000000_181a1c1e
10221b8b vdivesw v1,v2,v3               | v2=7fff8000_80007fff_ffffffff_00000001 v3=80007fff_00010001_00000002_ffffffff | v1=00000000_00000000_80000000_00000000
10221b8b vdivesw v1,v2,v3               | v2=80ff7f01_00fe8081_deadbeef_01234567 v3=80ff7f01_01fe7f81_deadbeef_89abcdef | v1=00000000_7fa0183a_00000000_fd89d89f

# vdiveuw
10221a8b vdiveuw v1,v2,v3               | v2=00010203_04050607_08090a0b_0c0d0e0f v3=01020304_ff00ff80_00000001_7fffffff | v1=00fffffc_04090b0b_00000000_181a1c1e
10221a8b vdiveuw v1,v2,v3               | v2=7fff8000_80007fff_ffffffff_00000001 v3=80007fff_00010001_00000002_ffffffff | v1=fffe0003_00000000_00000000_00000001
10221a8b vdiveuw v1,v2,v3               | v2=80ff7f01_00fe8081_deadbeef_01234567 v3=80ff7f01_01fe7f81_deadbeef_89abcdef | v1=00000000_7fa0183a_00000000_021d9eac

# vdivsd
102219cb vdivsd v1,v2,v3                | v2=00010203_04050607_08090a0b_0c0d0e0f v3=01020304_ff00ff80_00000001_7fffffff | v1=00000000_00000000_00000000_055b5c07
102219cb vdivsd v1,v2,v3                | v2=7fff8000_80007fff_ffffffff_00000001 v3=80007fff_00010001_00000002_ffffffff | v1=00000000_00000000_00000000_00000000
102219cb vdivsd v1,v2,v3                | v2=80ff7f01_00fe8081_deadbeef_01234567 v3=80ff7f01_01fe7f81_deadbeef_89abcdef | v1=00000000_00000001_00000000_00000001

# vdivud
102218cb vdivud v1,v2,v3                | v2=00010203_04050607_08090a0b_0c0d0e0f v3=01020304_ff00ff80_00000001_7fffffff | v1=00000000_00000000_00000000_055b5c07
102218cb vdivud v1,v2,v3                | v2=7fff8000_80007fff_ffffffff_00000001 v3=80007fff_00010001_00000002_ffffffff | v1=00000000_00000000_00000000_55555555
102218cb vdivud v1,v2,v3                | v2=80ff7f01_00fe8081_deadbeef_01234567 v3=80ff7f01_01fe7f81_deadbeef_89abcdef | v1=00000000_00000000_00000000_00000000

# vdivesd
10221bcb vdivesd v1,v2,v3               | v2=00010203_04050607_08090a0b_0c0d0e0f v3=01020304_ff00ff80_00000001_7fffffff | v1=00ffffff_07f80466_00000000_00000000
10221bcb vdivesd v1,v2,v3               | v2=7fff8000_80007fff_ffffffff_00000001 v3=80007fff_00010001_00000002_ffffffff | v1=00000000_00000000_aaaaaaaa_e38e38e4
10221bcb vdivesd v1,v2,v3               | v2=80ff7f01_00fe8081_deadbeef_01234567 v3=80ff7f01_01fe7f81_deadbeef_89abcdef | v1=00000000_00000000_00000000_00000000

# vdiveud
10221acb vdiveud v1,v2,v3               | v2=00010203_04050607_08090a0b_0c0d0e0f v3=01020304_ff00ff80_00000001_7fffffff | v1=00ffffff_07f80466_00000000_00000000
10221acb vdiveud v1,v2,v3               | v2=7fff8000_80007fff_ffffffff_00000001 v3=80007fff_00010001_00000002_ffffffff | v1=fffe0004_fff60013_00000000_00000000
10221acb vdiveud v1,v2,v3               | v2=80ff7f01_00fe8081_deadbeef_01234567 v3=80ff7f01_01fe7f81_deadbeef_89abcdef | v1=ffffffff_fe03f80f_ffffffff_630938db

# vdivsq
1022190b vdivsq v1,v2,v3                | v2=00010203_04050607_08090a0b_0c0d0e0f v3=01020304_ff00ff80_00000001_7fffffff | v1=00000000_00000000_00000000_00000000
1022190b vdivsq v1,v2,v3                | v2=7fff8000_80007fff_ffffffff_00000001 v3=80007fff_00010001_00000002_ffffffff | v1=00000000_00000000_00000000_00000000
1022190b vdivsq v1,v2,v3                | v2=80ff7f01_00fe8081_deadbeef_01234567 v3=80ff7f01_01fe7f81_deadbeef_89abcdef | v1=00000000_00000000_00000000_00000001

# vdivuq
1022180b vdivuq v1,v2,v3                | v2=00010203_04050607_08090a0b_0c0d0e0f v3=01020304_ff00ff80_00000001_7fffffff | v1=00000000_00000000_00000000_00000000
1022180b vdivuq v1,v2,v3                | v2=7fff8000_80007fff_ffffffff_00000001 v3=80007fff_00010001_00000002_ffffffff | v1=00000000_00000000_00000000_00000000
1022180b vdivuq v1,v2,v3                | v2=80ff7f01_00fe8081_deadbeef_01234567 v3=80ff7f01_01fe7f81_deadbeef_89abcdef | v1=00000000_00000000_00000000_00000000

# vdivesq
10221b0b vdivesq v1,v2,v3               | v2=00010203_04050607_08090a0b_0c0d0e0f v3=01020304_ff00ff80_00000001_7fffffff | v1=00ffffff_07f8046e_4ff892d1_3b25bf97
10221b0b vdivesq v1,v2,v3               | v2=7fff8000_80007fff_ffffffff_00000001 v3=80007fff_00010001_00000002_ffffffff | v1=00000000_00000000_00000000_00000000
10221b0b vdivesq v1,v2,v3               | v2=80ff7f01_00fe8081_deadbeef_01234567 v3=80ff7f01_01fe7f81_deadbeef_89abcdef | v1=00000000_00000000_00000000_00000000

# vdiveuq
10221a0b vdiveuq v1,v2,v3               | v2=00010203_04050607_08090a0b_0c0d0e0f v3=01020304_ff00ff80_00000001_7fffffff | v1=00ffffff_07f8046e_4ff892d1_3b25bf97
10221a0b vdiveuq v1,v2,v3               | v2=7fff8000_80007fff_ffffffff_00000001 v3=80007fff_00010001_00000002_ffffffff | v1=fffe0004_fff60015_ffd0005d_ff36019f
10221a0b vdiveuq v1,v2,v3               | v2=80ff7f01_00fe8081_deadbeef_01234567 v3=80ff7f01_01fe7f81_deadbeef_89abcdef | v1=ffffffff_fe03f80f_e4378eeb_02865a7c

# vmodsw
10221f8b vmodsw v1,v2,v3                | v2=00010203_04050607_08090a0b_0c0d0e0f v3=01020304_ff00ff80_00000001_7fffffff | v1=00010203_00090407_00000000_0c0d0e0f
10221f8b vmodsw v1,v2,v3                | v2=7fff8000_80007fff_ffffffff_00000001 v3=80007fff_00010001_00000002_ffffffff | v1=7fff8000_fffffffe_ffffffff_00000000
10221f8b vmodsw v1,v2,v3                | v2=80ff7f01_00fe8081_deadbeef_01234567 v3=80ff7f01_01fe7f81_deadbeef_89abcdef | v1=00000000_00fe8081_00000000_01234567

# vmoduw
10221e8b vmoduw v1,v2,v3                | v2=00010203_04050607_08090a0b_0c0d0e0f v3=01020304_ff00ff80_00000001_7fffffff | v1=00010203_04050607_00000000_0c0d0e0f
10221e8b vmoduw v1,v2,v3                | v2=7fff8000_80007fff_ffffffff_00000001 v3=80007fff_00010001_00000002_ffffffff | v1=7fff8000_00010000_00000001_00000001
10221e8b vmoduw v1,v2,v3                | v2=80ff7f01_00fe8081_deadbeef_01234567 v3=80ff7f01_01fe7f81_deadbeef_89abcdef | v1=00000000_00fe8081_00000000_01234567

# vmodsd
10221fcb vmodsd v1,v2,v3                | v2=00010203_04050607_08090a0b_0c0d0e0f v3=01020304_ff00ff80_00000001_7fffffff | v1=00010203_04050607_00000000_91686a16
10221fcb vmodsd v1,v2,v3                | v2=7fff8000_80007fff_ffffffff_00000001 v3=80007fff_00010001_00000002_ffffffff | v1=7fff8000_80007fff_ffffffff_00000001
10221fcb vmodsd v1,v2,v3                | v2=80ff7f01_00fe8081_deadbeef_01234567 v3=80ff7f01_01fe7f81_deadbeef_89abcdef | v1=ffffffff_ff000100_ffffffff_77777778

# vmodud
10221ecb vmodud v1,v2,v3                | v2=00010203_04050607_08090a0b_0c0d0e0f v3=01020304_ff00ff80_00000001_7fffffff | v1=00010203_04050607_00000000_91686a16
10221ecb vmodud v1,v2,v3                | v2=7fff8000_80007fff_ffffffff_00000001 v3=80007fff_00010001_00000002_ffffffff | v1=7fff8000_80007fff_00000000_55555556
10221ecb vmodud v1,v2,v3                | v2=80ff7f01_00fe8081_deadbeef_01234567 v3=80ff7f01_01fe7f81_deadbeef_89abcdef | v1=80ff7f01_00fe8081_deadbeef_01234567

# vmodsq
10221f0b vmodsq v1,v2,v3                | v2=00010203_04050607_08090a0b_0c0d0e0f v3=01020304_ff00ff80_00000001_7fffffff | v1=00010203_04050607_08090a0b_0c0d0e0f
10221f0b vmodsq v1,v2,v3                | v2=7fff8000_80007fff_ffffffff_00000001 v3=80007fff_00010001_00000002_ffffffff | v1=7fff8000_80007fff_ffffffff_00000001
10221f0b vmodsq v1,v2,v3                | v2=80ff7f01_00fe8081_deadbeef_01234567 v3=80ff7f01_01fe7f81_deadbeef_89abcdef | v1=ffffffff_ff0000ff_ffffffff_77777778

# vmoduq
10221e0b vmoduq v1,v2,v3                | v2=00010203_04050607_08090a0b_0c0d0e0f v3=01020304_ff00ff80_00000001_7fffffff | v1=00010203_04050607_08090a0b_0c0d0e0f
10221e0b vmoduq v1,v2,v3                | v2=7fff8000_80007fff_ffffffff_00000001 v3=80007fff_00010001_00000002_ffffffff | v1=7fff8000_80007fff_ffffffff_00000001
10221e0b vmoduq v1,v2,v3                | v2=80ff7f01_00fe8081_deadbeef_01234567 v3=80ff7f01_01fe7f81_deadbeef_89abcdef | v1=80ff7f01_00fe8081_deadbeef_01234567

# vrlq
10221805 vrlq v1,v2,v3                  | v2=00010203_04050607_08090a0b_0c0d0e0f v3=01020304_ff00ff80_00000001_7fffffff | v1=00010203_04050607_08090a0b_0c0d0e0f
10221805 vrlq v1,v2,v3                  | v2=7fff8000_80007fff_ffffffff_00000001 v3=80007fff_00010001_00000002_ffffffff | v1=ffff0001_0000ffff_fffffffe_00000002
10221805 vrlq v1,v2,v3                  | v2=80ff7f01_00fe8081_deadbeef_01234567 v3=80ff7f01_01fe7f81_deadbeef_89abcdef | v1=01fefe02_01fd0103_bd5b7dde_02468acf

# vrlqnm
10221945 vrlqnm v1,v2,v3                | v2=00010203_04050607_08090a0b_0c0d0e0f v3=01020304_ff00ff80_00000001_7fffffff | v1=00010203_04050607_08090a0b_0c0d0e0f
10221945 vrlqnm v1,v2,v3                | v2=7fff8000_80007fff_ffffffff_00000001 v3=80007fff_00010001_00000002_ffffffff | v1=ffff0001_0000ffff_fffffffe_00000002
10221945 vrlqnm v1,v2,v3                | v2=80ff7f01_00fe8081_deadbeef_01234567 v3=80ff7f01_01fe7f81_deadbeef_89abcdef | v1=00000000_00000000_00000000_00000003

# vslq
10221905 vslq v1,v2,v3                  | v2=00010203_04050607_08090a0b_0c0d0e0f v3=01020304_ff00ff80_00000001_7fffffff | v1=00010203_04050607_08090a0b_0c0d0e0f
10221905 vslq v1,v2,v3                  | v2=7fff8000_80007fff_ffffffff_00000001 v3=80007fff_00010001_00000002_ffffffff | v1=ffff0001_0000ffff_fffffffe_00000002
10221905 vslq v1,v2,v3                  | v2=80ff7f01_00fe8081_deadbeef_01234567 v3=80ff7f01_01fe7f81_deadbeef_89abcdef | v1=01fefe02_01fd0103_bd5b7dde_02468ace

# vsrq
10221a05 vsrq v1,v2,v3                  | v2=00010203_04050607_08090a0b_0c0d0e0f v3=01020304_ff00ff80_00000001_7fffffff | v1=00010203_04050607_08090a0b_0c0d0e0f
10221a05 vsrq v1,v2,v3                  | v2=7fff8000_80007fff_ffffffff_00000001 v3=80007fff_00010001_00000002_ffffffff | v1=3fffc000_40003fff_ffffffff_80000000
10221a05 vsrq v1,v2,v3                  | v2=80ff7f01_00fe8081_deadbeef_01234567 v3=80ff7f01_01fe7f81_deadbeef_89abcdef | v1=407fbf80_807f4040_ef56df77_8091a2b3

# vsraq
10221b05 vsraq v1,v2,v3                 | v2=00010203_04050607_08090a0b_0c0d0e0f v3=01020304_ff00ff80_00000001_7fffffff | v1=00010203_04050607_08090a0b_0c0d0e0f
10221b05 vsraq v1,v2,v3                 | v2=7fff8000_80007fff_ffffffff_00000001 v3=80007fff_00010001_00000002_ffffffff | v1=3fffc000_40003fff_ffffffff_80000000
10221b05 vsraq v1,v2,v3                 | v2=80ff7f01_00fe8081_deadbeef_01234567 v3=80ff7f01_01fe7f81_deadbeef_89abcdef | v1=c07fbf80_807f4040_ef56df77_8091a2b3

# vclzdm
10221f84 vclzdm v1,v2,v3                | v2=00010203_04050607_08090a0b_0c0d0e0f v3=01020304_ff00ff80_00000001_7fffffff | v1=00000000_00000002_00000000_00000000
10221f84 vclzdm v1,v2,v3                | v2=7fff8000_80007fff_ffffffff_00000001 v3=80007fff_00010001_00000002_ffffffff | v1=00000000_00000011_00000000_00000000
10221f84 vclzdm v1,v2,v3                | v2=80ff7f01_00fe8081_deadbeef_01234567 v3=80ff7f01_01fe7f81_deadbeef_89abcdef | v1=00000000_00000000_00000000_00000000

# vctzdm
10221fc4 vctzdm v1,v2,v3                | v2=00010203_04050607_08090a0b_0c0d0e0f v3=01020304_ff00ff80_00000001_7fffffff | v1=00000000_00000002_00000000_00000000
10221fc4 vctzdm v1,v2,v3                | v2=7fff8000_80007fff_ffffffff_00000001 v3=80007fff_00010001_00000002_ffffffff | v1=00000000_00000000_00000000_00000000
10221fc4 vctzdm v1,v2,v3                | v2=80ff7f01_00fe8081_deadbeef_01234567 v3=80ff7f01_01fe7f81_deadbeef_89abcdef | v1=00000000_00000000_00000000_00000000

# vcfuged
10221d4d vcfuged v1,v2,v3               | v2=00010203_04050607_08090a0b_0c0d0e0f v3=01020304_ff00ff80_00000001_7fffffff | v1=00040060_a1c8080c_08090a0a_8c0d0e0f
10221d4d vcfuged v1,v2,v3               | v2=7fff8000_80007fff_ffffffff_00000001 v3=80007fff_00010001_00000002_ffffffff | v1=ffff8000_fffc0001_ffffffff_00000001
10221d4d vcfuged v1,v2,v3               | v2=80ff7f01_00fe8081_deadbeef_01234567 v3=80ff7f01_01fe7f81_deadbeef_89abcdef | v1=00000103_fffefe03_00000fff_fff2b5b7

# vpextd
10221d8d vpextd v1,v2,v3                | v2=00010203_04050607_08090a0b_0c0d0e0f v3=01020304_ff00ff80_00000001_7fffffff | v1=00000000_0008080c_00000000_8c0d0e0f
10221d8d vpextd v1,v2,v3                | v2=7fff8000_80007fff_ffffffff_00000001 v3=80007fff_00010001_00000002_ffffffff | v1=00000000_00000001_00000001_00000001
10221d8d vpextd v1,v2,v3                | v2=80ff7f01_00fe8081_deadbeef_01234567 v3=80ff7f01_01fe7f81_deadbeef_89abcdef | v1=00000003_fffefe03_00000fff_fff2b5b7

# vpdepd
10221dcd vpdepd v1,v2,v3                | v2=00010203_04050607_08090a0b_0c0d0e0f v3=01020304_ff00ff80_00000001_7fffffff | v1=00000100_83000380_00000000_0c0d0e0f
10221dcd vpdepd v1,v2,v3                | v2=7fff8000_80007fff_ffffffff_00000001 v3=80007fff_00010001_00000002_ffffffff | v1=00001fff_00010001_00000002_00000001
10221dcd vpdepd v1,v2,v3                | v2=80ff7f01_00fe8081_deadbeef_01234567 v3=80ff7f01_01fe7f81_deadbeef_89abcdef | v1=00803f01_00802001_d68d8022_018844c7

# vrlqmi
10221845 vrlqmi v1,v2,v3                | v1=00010203_04050607_08090a0b_0c0d0e0f v2=00010203_04050607_08090a0b_0c0d0e0f v3=01020304_ff00ff80_00000001_7fffffff |
10221845 vrlqmi v1,v2,v3                | v1=7fff8000_80007fff_ffffffff_00000001 v2=7fff8000_80007fff_ffffffff_00000001 v3=80007fff_00010001_00000002_ffffffff | v1=ffff0001_0000ffff_fffffffe_00000002
10221845 vrlqmi v1,v2,v3                | v1=80ff7f01_00fe8081_deadbeef_01234567 v2=80ff7f01_00fe8081_deadbeef_01234567 v3=80ff7f01_01fe7f81_deadbeef_89abcdef |

# vextsd2q
103b1e02 vextsd2q v1,v3                 | v3=01020304_ff00ff80_00000001_7fffffff | v1=00000000_00000000_00000001_7fffffff
103b1e02 vextsd2q v1,v3                 | v3=80007fff_00010001_00000002_ffffffff | v1=00000000_00000000_00000002_ffffffff
103b1e02 vextsd2q v1,v3                 | v3=80ff7f01_01fe7f81_deadbeef_89abcdef | v1=ffffffff_ffffffff_deadbeef_89abcdef

# vcmpequq{.}
102219c7 vcmpequq v1,v2,v3              | v2=00010203_04050607_08090a0b_0c0d0e0f v3=01020304_ff00ff80_00000001_7fffffff | v1=00000000_00000000_00000000_00000000
10221dc7 vcmpequq. v1,v2,v3             | v2=7fff8000_80007fff_ffffffff_00000001 v3=80007fff_00010001_00000002_ffffffff | v1=00000000_00000000_00000000_00000000 cr6=2
102219c7 vcmpequq v1,v2,v3              | v2=80ff7f01_00fe8081_deadbeef_01234567 v3=80ff7f01_01fe7f81_deadbeef_89abcdef | v1=00000000_00000000_00000000_00000000

# vcmpgtuq{.}
10221a87 vcmpgtuq v1,v2,v3              | v2=00010203_04050607_08090a0b_0c0d0e0f v3=01020304_ff00ff80_00000001_7fffffff | v1=00000000_00000000_00000000_00000000
10221e87 vcmpgtuq. v1,v2,v3             | v2=7fff8000_80007fff_ffffffff_00000001 v3=80007fff_00010001_00000002_ffffffff | v1=00000000_00000000_00000000_00000000 cr6=2
10221a87 vcmpgtuq v1,v2,v3              | v2=80ff7f01_00fe8081_deadbeef_01234567 v3=80ff7f01_01fe7f81_deadbeef_89abcdef | v1=00000000_00000000_00000000_00000000

# vcmpgtsq{.}
10221b87 vcmpgtsq v1,v2,v3              | v2=00010203_04050607_08090a0b_0c0d0e0f v3=01020304_ff00ff80_00000001_7fffffff | v1=00000000_00000000_00000000_00000000
10221f87 vcmpgtsq. v1,v2,v3             | v2=7fff8000_80007fff_ffffffff_00000001 v3=80007fff_00010001_00000002_ffffffff | v1=ffffffff_ffffffff_ffffffff_ffffffff cr6=8
10221b87 vcmpgtsq v1,v2,v3              | v2=80ff7f01_00fe8081_deadbeef_01234567 v3=80ff7f01_01fe7f81_deadbeef_89abcdef | v1=00000000_00000000_00000000_00000000

# vcmpuq
11021901 vcmpuq cr2,v2,v3               | v2=00010203_04050607_08090a0b_0c0d0e0f v3=01020304_ff00ff80_00000001_7fffffff | cr2=8
13821901 vcmpuq cr7,v2,v3               | v2=7fff8000_80007fff_ffffffff_00000001 v3=80007fff_00010001_00000002_ffffffff | cr7=8
10021901 vcmpuq cr0,v2,v3               | v2=80ff7f01_00fe8081_deadbeef_01234567 v3=80ff7f01_01fe7f81_deadbeef_89abcdef | cr0=8

# vcmpsq
11021941 vcmpsq cr2,v2,v3               | v2=00010203_04050607_08090a0b_0c0d0e0f v3=01020304_ff00ff80_00000001_7fffffff | cr2=8
13821941 vcmpsq cr7,v2,v3               | v2=7fff8000_80007fff_ffffffff_00000001 v3=80007fff_00010001_00000002_ffffffff | cr7=4
10021941 vcmpsq cr0,v2,v3               | v2=80ff7f01_00fe8081_deadbeef_01234567 v3=80ff7f01_01fe7f81_deadbeef_89abcdef | cr0=8

# vclrlb
1022298d vclrlb v1,v2,r5                | r5=0 v2=00010203_04050607_08090a0b_0c0d0e0f | v1=00000000_00000000_00000000_00000000
1022298d vclrlb v1,v2,r5                | r5=7 v2=7fff8000_80007fff_ffffffff_00000001 | v1=00000000_00000000_00ffffff_00000001
1022298d vclrlb v1,v2,r5                | r5=10 v2=80ff7f01_00fe8081_deadbeef_01234567 | v1=80ff7f01_00fe8081_deadbeef_01234567

# vclrrb
102229cd vclrrb v1,v2,r5                | r5=0 v2=00010203_04050607_08090a0b_0c0d0e0f | v1=00000000_00000000_00000000_00000000
102229cd vclrrb v1,v2,r5                | r5=7 v2=7fff8000_80007fff_ffffffff_00000001 | v1=7fff8000_80007f00_00000000_00000000
102229cd vclrrb v1,v2,r5                | r5=10 v2=80ff7f01_00fe8081_deadbeef_01234567 | v1=80ff7f01_00fe8081_deadbeef_01234567

# vgnb
10621ccc vgnb r3,v3,2                   | v3=01020304_ff00ff80_00000001_7fffffff | r3=7fff
10631ccc vgnb r3,v3,3                   | v3=80007fff_00010001_00000002_ffffffff | r3=ffe00000
10671ccc vgnb r3,v3,7                   | v3=80ff7f01_01fe7f81_deadbeef_89abcdef | r3=0

# vinsw
102028cf vinsw v1,r5,0                  | r5=7fffffff v1=00010203_04050607_08090a0b_0c0d0e0f | v1=7fffffff_04050607_08090a0b_0c0d0e0f
102428cf vinsw v1,r5,4                  | r5=80000000 v1=7fff8000_80007fff_ffffffff_00000001 | v1=7fff8000_80000000_ffffffff_00000001
102828cf vinsw v1,r5,8                  | r5=12345678 v1=80ff7f01_00fe8081_deadbeef_01234567 | v1=80ff7f01_00fe8081_12345678_01234567

# vinsd
102029cf vinsd v1,r5,0                  | r5=7fffffff v1=00010203_04050607_08090a0b_0c0d0e0f | v1=00000000_7fffffff_08090a0b_0c0d0e0f
102429cf vinsd v1,r5,4                  | r5=80000000 v1=7fff8000_80007fff_ffffffff_00000001 | v1=7fff8000_00000000_80000000_00000001
102829cf vinsd v1,r5,8                  | r5=12345678 v1=80ff7f01_00fe8081_deadbeef_01234567 | v1=80ff7f01_00fe8081_00000000_12345678

# vinsblx
10242a0f vinsblx v1,r4,r5               | r4=0 r5=7fffffff v1=00010203_04050607_08090a0b_0c0d0e0f | v1=ff010203_04050607_08090a0b_0c0d0e0f
10242a0f vinsblx v1,r4,r5               | r4=7 r5=80000000 v1=7fff8000_80007fff_ffffffff_00000001 | v1=7fff8000_80007f00_ffffffff_00000001
10242a0f vinsblx v1,r4,r5               | r4=5 r5=12345678 v1=80ff7f01_00fe8081_deadbeef_01234567 | v1=80ff7f01_00788081_deadbeef_01234567

# vinshlx
10242a4f vinshlx v1,r4,r5               | r4=0 r5=7fffffff v1=00010203_04050607_08090a0b_0c0d0e0f | v1=ffff0203_04050607_08090a0b_0c0d0e0f
10242a4f vinshlx v1,r4,r5               | r4=7 r5=80000000 v1=7fff8000_80007fff_ffffffff_00000001 | v1=7fff8000_80007f00_00ffffff_00000001
10242a4f vinshlx v1,r4,r5               | r4=5 r5=12345678 v1=80ff7f01_00fe8081_deadbeef_01234567 | v1=80ff7f01_00567881_deadbeef_01234567

# vinswlx
10242a8f vinswlx v1,r4,r5               | r4=0 r5=7fffffff v1=00010203_04050607_08090a0b_0c0d0e0f | v1=7fffffff_04050607_08090a0b_0c0d0e0f
10242a8f vinswlx v1,r4,r5               | r4=7 r5=80000000 v1=7fff8000_80007fff_ffffffff_00000001 | v1=7fff8000_80007f80_000000ff_00000001
10242a8f vinswlx v1,r4,r5               | r4=5 r5=12345678 v1=80ff7f01_00fe8081_deadbeef_01234567 | v1=80ff7f01_00123456_78adbeef_01234567

# vinsdlx
10242acf vinsdlx v1,r4,r5               | r4=0 r5=7fffffff v1=00010203_04050607_08090a0b_0c0d0e0f | v1=00000000_7fffffff_08090a0b_0c0d0e0f
10242acf vinsdlx v1,r4,r5               | r4=7 r5=80000000 v1=7fff8000_80007fff_ffffffff_00000001 | v1=7fff8000_80007f00_00000080_00000001
10242acf vinsdlx v1,r4,r5               | r4=5 r5=12345678 v1=80ff7f01_00fe8081_deadbeef_01234567 | v1=80ff7f01_00000000_00123456_78234567

# vinsbrx
10242b0f vinsbrx v1,r4,r5               | r4=0 r5=7fffffff v1=00010203_04050607_08090a0b_0c0d0e0f | v1=00010203_04050607_08090a0b_0c0d0eff
10242b0f vinsbrx v1,r4,r5               | r4=7 r5=80000000 v1=7fff8000_80007fff_ffffffff_00000001 | v1=7fff8000_80007fff_00ffffff_00000001
10242b0f vinsbrx v1,r4,r5               | r4=5 r5=12345678 v1=80ff7f01_00fe8081_deadbeef_01234567 | v1=80ff7f01_00fe8081_dead78ef_01234567

# vinshrx
10242b4f vinshrx v1,r4,r5               | r4=0 r5=7fffffff v1=00010203_04050607_08090a0b_0c0d0e0f | v1=00010203_04050607_08090a0b_0c0dffff
10242b4f vinshrx v1,r4,r5               | r4=7 r5=80000000 v1=7fff8000_80007fff_ffffffff_00000001 | v1=7fff8000_80007f00_00ffffff_00000001
10242b4f vinshrx v1,r4,r5               | r4=5 r5=12345678 v1=80ff7f01_00fe8081_deadbeef_01234567 | v1=80ff7f01_00fe8081_de5678ef_01234567

# vinswrx
10242b8f vinswrx v1,r4,r5               | r4=0 r5=7fffffff v1=00010203_04050607_08090a0b_0c0d0e0f | v1=00010203_04050607_08090a0b_7fffffff
10242b8f vinswrx v1,r4,r5               | r4=7 r5=80000000 v1=7fff8000_80007fff_ffffffff_00000001 | v1=7fff8000_80800000_00ffffff_00000001
10242b8f vinswrx v1,r4,r5               | r4=5 r5=12345678 v1=80ff7f01_00fe8081_deadbeef_01234567 | v1=80ff7f01_00fe8012_345678ef_01234567

# vinsdrx
10242bcf vinsdrx v1,r4,r5               | r4=0 r5=7fffffff v1=00010203_04050607_08090a0b_0c0d0e0f | v1=00010203_04050607_00000000_7fffffff
10242bcf vinsdrx v1,r4,r5               | r4=7 r5=80000000 v1=7fff8000_80007fff_ffffffff_00000001 | v1=7f000000_00800000_00ffffff_00000001
10242bcf vinsdrx v1,r4,r5               | r4=5 r5=12345678 v1=80ff7f01_00fe8081_deadbeef_01234567 | v1=80ff7f00_00000012_345678ef_01234567

# vinsbvlx
1024180f vinsbvlx v1,r4,v3              | r4=0 v1=00010203_04050607_08090a0b_0c0d0e0f v3=01020304_ff00ff80_00000001_7fffffff | v1=80010203_04050607_08090a0b_0c0d0e0f
1024180f vinsbvlx v1,r4,v3              | r4=7 v1=7fff8000_80007fff_ffffffff_00000001 v3=80007fff_00010001_00000002_ffffffff | v1=7fff8000_80007f01_ffffffff_00000001
1024180f vinsbvlx v1,r4,v3              | r4=5 v1=80ff7f01_00fe8081_deadbeef_01234567 v3=80ff7f01_01fe7f81_deadbeef_89abcdef | v1=80ff7f01_00818081_deadbeef_01234567

# vinshvlx
1024184f vinshvlx v1,r4,v3              | r4=0 v1=00010203_04050607_08090a0b_0c0d0e0f v3=01020304_ff00ff80_00000001_7fffffff | v1=ff800203_04050607_08090a0b_0c0d0e0f
1024184f vinshvlx v1,r4,v3              | r4=7 v1=7fff8000_80007fff_ffffffff_00000001 v3=80007fff_00010001_00000002_ffffffff | v1=7fff8000_80007f00_01ffffff_00000001
1024184f vinshvlx v1,r4,v3              | r4=5 v1=80ff7f01_00fe8081_deadbeef_01234567 v3=80ff7f01_01fe7f81_deadbeef_89abcdef | v1=80ff7f01_007f8181_deadbeef_01234567

# vinswvlx
1024188f vinswvlx v1,r4,v3              | r4=0 v1=00010203_04050607_08090a0b_0c0d0e0f v3=01020304_ff00ff80_00000001_7fffffff | v1=ff00ff80_04050607_08090a0b_0c0d0e0f
1024188f vinswvlx v1,r4,v3              | r4=7 v1=7fff8000_80007fff_ffffffff_00000001 v3=80007fff_00010001_00000002_ffffffff | v1=7fff8000_80007f00_010001ff_00000001
1024188f vinswvlx v1,r4,v3              | r4=5 v1=80ff7f01_00fe8081_deadbeef_01234567 v3=80ff7f01_01fe7f81_deadbeef_89abcdef | v1=80ff7f01_0001fe7f_81adbeef_01234567

# vinsbvrx
1024190f vinsbvrx v1,r4,v3              | r4=0 v1=00010203_04050607_08090a0b_0c0d0e0f v3=01020304_ff00ff80_00000001_7fffffff | v1=00010203_04050607_08090a0b_0c0d0e80
1024190f vinsbvrx v1,r4,v3              | r4=7 v1=7fff8000_80007fff_ffffffff_00000001 v3=80007fff_00010001_00000002_ffffffff | v1=7fff8000_80007fff_01ffffff_00000001
1024190f vinsbvrx v1,r4,v3              | r4=5 v1=80ff7f01_00fe8081_deadbeef_01234567 v3=80ff7f01_01fe7f81_deadbeef_89abcdef | v1=80ff7f01_00fe8081_dead81ef_01234567

# vinshvrx
1024194f vinshvrx v1,r4,v3              | r4=0 v1=00010203_04050607_08090a0b_0c0d0e0f v3=01020304_ff00ff80_00000001_7fffffff | v1=00010203_04050607_08090a0b_0c0dff80
1024194f vinshvrx v1,r4,v3              | r4=7 v1=7fff8000_80007fff_ffffffff_00000001 v3=80007fff_00010001_00000002_ffffffff | v1=7fff8000_80007f00_01ffffff_00000001
1024194f vinshvrx v1,r4,v3              | r4=5 v1=80ff7f01_00fe8081_deadbeef_01234567 v3=80ff7f01_01fe7f81_deadbeef_89abcdef | v1=80ff7f01_00fe8081_de7f81ef_01234567

# vinswvrx
1024198f vinswvrx v1,r4,v3              | r4=0 v1=00010203_04050607_08090a0b_0c0d0e0f v3=01020304_ff00ff80_00000001_7fffffff | v1=00010203_04050607_08090a0b_ff00ff80
1024198f vinswvrx v1,r4,v3              | r4=7 v1=7fff8000_80007fff_ffffffff_00000001 v3=80007fff_00010001_00000002_ffffffff | v1=7fff8000_80000100_01ffffff_00000001
1024198f vinswvrx v1,r4,v3              | r4=5 v1=80ff7f01_00fe8081_deadbeef_01234567 v3=80ff7f01_01fe7f81_deadbeef_89abcdef | v1=80ff7f01_00fe8001_fe7f81ef_01234567

# vstribl{.}
1020180d vstribl v1,v3                  | v3=01020304_ff00ff80_00000001_7fffffff | v1=01020304_ff000000_00000000_00000000
10201c0d vstribl. v1,v3                 | v3=80007fff_00010001_00000002_ffffffff | v1=80000000_00000000_00000000_00000000 cr6=2
1020180d vstribl v1,v3                  | v3=80ff7f01_01fe7f81_deadbeef_89abcdef | v1=80ff7f01_01fe7f81_deadbeef_89abcdef

# vstribr{.}
1021180d vstribr v1,v3                  | v3=01020304_ff00ff80_00000001_7fffffff | v1=00000000_00000000_00000001_7fffffff
10211c0d vstribr. v1,v3                 | v3=80007fff_00010001_00000002_ffffffff | v1=00000000_00000000_00000002_ffffffff cr6=2
1021180d vstribr v1,v3                  | v3=80ff7f01_01fe7f81_deadbeef_89abcdef | v1=80ff7f01_01fe7f81_deadbeef_89abcdef

# vstrihl{.}
1022180d vstrihl v1,v3                  | v3=01020304_ff00ff80_00000001_7fffffff | v1=01020304_ff00ff80_00000000_00000000
10221c0d vstrihl. v1,v3                 | v3=80007fff_00010001_00000002_ffffffff | v1=80007fff_00010001_00000000_00000000 cr6=2
1022180d vstrihl v1,v3                  | v3=80ff7f01_01fe7f81_deadbeef_89abcdef | v1=80ff7f01_01fe7f81_deadbeef_89abcdef

# vstrihr{.}
1023180d vstrihr v1,v3                  | v3=01020304_ff00ff80_00000001_7fffffff | v1=00000000_00000000_00000001_7fffffff
10231c0d vstrihr. v1,v3                 | v3=80007fff_00010001_00000002_ffffffff | v1=00000000_00000000_00000002_ffffffff cr6=2
1023180d vstrihr v1,v3                  | v3=80ff7f01_01fe7f81_deadbeef_89abcdef | v1=80ff7f01_01fe7f81_deadbeef_89abcdef

# vextdubvlx
10221998 vextdubvlx v1,v2,v3,r6         | r6=c v2=00010203_04050607_08090a0b_0c0d0e0f v3=01020304_ff00ff80_00000001_7fffffff | v1=00000000_0000000c_00000000_00000000
10221998 vextdubvlx v1,v2,v3,r6         | r6=8 v2=7fff8000_80007fff_ffffffff_00000001 v3=80007fff_00010001_00000002_ffffffff | v1=00000000_000000ff_00000000_00000000
10221998 vextdubvlx v1,v2,v3,r6         | r6=14 v2=80ff7f01_00fe8081_deadbeef_01234567 v3=80ff7f01_01fe7f81_deadbeef_89abcdef | v1=00000000_00000001_00000000_00000000

# vextdubvrx
10221999 vextdubvrx v1,v2,v3,r6         | r6=c v2=00010203_04050607_08090a0b_0c0d0e0f v3=01020304_ff00ff80_00000001_7fffffff | v1=00000000_00000004_00000000_00000000
10221999 vextdubvrx v1,v2,v3,r6         | r6=8 v2=7fff8000_80007fff_ffffffff_00000001 v3=80007fff_00010001_00000002_ffffffff | v1=00000000_00000001_00000000_00000000
10221999 vextdubvrx v1,v2,v3,r6         | r6=14 v2=80ff7f01_00fe8081_deadbeef_01234567 v3=80ff7f01_01fe7f81_deadbeef_89abcdef | v1=00000000_000000ef_00000000_00000000

# vextduhvlx
1022199a vextduhvlx v1,v2,v3,r6         | r6=c v2=00010203_04050607_08090a0b_0c0d0e0f v3=01020304_ff00ff80_00000001_7fffffff | v1=00000000_00000c0d_00000000_00000000
1022199a vextduhvlx v1,v2,v3,r6         | r6=8 v2=7fff8000_80007fff_ffffffff_00000001 v3=80007fff_00010001_00000002_ffffffff | v1=00000000_0000ffff_00000000_00000000
1022199a vextduhvlx v1,v2,v3,r6         | r6=14 v2=80ff7f01_00fe8081_deadbeef_01234567 v3=80ff7f01_01fe7f81_deadbeef_89abcdef | v1=00000000_000001fe_00000000_00000000

# vextduhvrx
1022199b vextduhvrx v1,v2,v3,r6         | r6=c v2=00010203_04050607_08090a0b_0c0d0e0f v3=01020304_ff00ff80_00000001_7fffffff | v1=00000000_00000304_00000000_00000000
1022199b vextduhvrx v1,v2,v3,r6         | r6=8 v2=7fff8000_80007fff_ffffffff_00000001 v3=80007fff_00010001_00000002_ffffffff | v1=00000000_00000001_00000000_00000000
1022199b vextduhvrx v1,v2,v3,r6         | r6=14 v2=80ff7f01_00fe8081_deadbeef_01234567 v3=80ff7f01_01fe7f81_deadbeef_89abcdef | v1=00000000_0000beef_00000000_00000000

# vextduwvlx
1022199c vextduwvlx v1,v2,v3,r6         | r6=c v2=00010203_04050607_08090a0b_0c0d0e0f v3=01020304_ff00ff80_00000001_7fffffff | v1=00000000_0c0d0e0f_00000000_00000000
1022199c vextduwvlx v1,v2,v3,r6         | r6=8 v2=7fff8000_80007fff_ffffffff_00000001 v3=80007fff_00010001_00000002_ffffffff | v1=00000000_ffffffff_00000000_00000000
1022199c vextduwvlx v1,v2,v3,r6         | r6=14 v2=80ff7f01_00fe8081_deadbeef_01234567 v3=80ff7f01_01fe7f81_deadbeef_89abcdef | v1=00000000_01fe7f81_00000000_00000000

# vextduwvrx
1022199d vextduwvrx v1,v2,v3,r6         | r6=c v2=00010203_04050607_08090a0b_0c0d0e0f v3=01020304_ff00ff80_00000001_7fffffff | v1=00000000_01020304_00000000_00000000
1022199d vextduwvrx v1,v2,v3,r6         | r6=8 v2=7fff8000_80007fff_ffffffff_00000001 v3=80007fff_00010001_00000002_ffffffff | v1=00000000_00010001_00000000_00000000
1022199d vextduwvrx v1,v2,v3,r6         | r6=14 v2=80ff7f01_00fe8081_deadbeef_01234567 v3=80ff7f01_01fe7f81_deadbeef_89abcdef | v1=00000000_deadbeef_00000000_00000000

# vextddvlx
1022199e vextddvlx v1,v2,v3,r6          | r6=c v2=00010203_04050607_08090a0b_0c0d0e0f v3=01020304_ff00ff80_00000001_7fffffff | v1=0c0d0e0f_01020304_00000000_00000000
1022199e vextddvlx v1,v2,v3,r6          | r6=8 v2=7fff8000_80007fff_ffffffff_00000001 v3=80007fff_00010001_00000002_ffffffff | v1=ffffffff_00000001_00000000_00000000
1022199e vextddvlx v1,v2,v3,r6          | r6=14 v2=80ff7f01_00fe8081_deadbeef_01234567 v3=80ff7f01_01fe7f81_deadbeef_89abcdef | v1=01fe7f81_deadbeef_00000000_00000000

# vextddvrx
1022199f vextddvrx v1,v2,v3,r6          | r6=c v2=00010203_04050607_08090a0b_0c0d0e0f v3=01020304_ff00ff80_00000001_7fffffff | v1=0c0d0e0f_01020304_00000000_00000000
1022199f vextddvrx v1,v2,v3,r6          | r6=8 v2=7fff8000_80007fff_ffffffff_00000001 v3=80007fff_00010001_00000002_ffffffff | v1=80007fff_00010001_00000000_00000000
1022199f vextddvrx v1,v2,v3,r6          | r6=14 v2=80ff7f01_00fe8081_deadbeef_01234567 v3=80ff7f01_01fe7f81_deadbeef_89abcdef | v1=00fe8081_deadbeef_00000000_00000000

# vmsumcud
10221917 vmsumcud v1,v2,v3,v4           | v2=00010203_04050607_08090a0b_0c0d0e0f v3=01020304_ff00ff80_00000001_7fffffff v4=1f1e1d1c_1b1a1918_17161514_13121110 | v1=00000000_00000000_00000000_00000000
10221917 vmsumcud v1,v2,v3,v4           | v2=7fff8000_80007fff_ffffffff_00000001 v3=80007fff_00010001_00000002_ffffffff v4=00000001_80000000_7fffffff_ffffffff | v1=00000000_00000000_00000000_00000000
10221917 vmsumcud v1,v2,v3,v4           | v2=80ff7f01_00fe8081_deadbeef_01234567 v3=80ff7f01_01fe7f81_deadbeef_89abcdef v4=00112233_44556677_8899aabb_ccddeeff | v1=00000000_00000000_00000000_00000001

# vsldbi
10221856 vsldbi v1,v2,v3,1              | v2=00010203_04050607_08090a0b_0c0d0e0f v3=01020304_ff00ff80_00000001_7fffffff | v1=00020406_080a0c0e_10121416_181a1c1e
10221916 vsldbi v1,v2,v3,4              | v2=7fff8000_80007fff_ffffffff_00000001 v3=80007fff_00010001_00000002_ffffffff | v1=fff80008_0007ffff_fffffff0_00000018
102219d6 vsldbi v1,v2,v3,7              | v2=80ff7f01_00fe8081_deadbeef_01234567 v3=80ff7f01_01fe7f81_deadbeef_89abcdef | v1=7fbf8080_7f4040ef_56df7780_91a2b3c0

# vsrdbi
10221a56 vsrdbi v1,v2,v3,1              | v2=00010203_04050607_08090a0b_0c0d0e0f v3=01020304_ff00ff80_00000001_7fffffff | v1=80810182_7f807fc0_00000000_bfffffff
10221b16 vsrdbi v1,v2,v3,4              | v2=7fff8000_80007fff_ffffffff_00000001 v3=80007fff_00010001_00000002_ffffffff | v1=180007ff_f0001000_10000000_2fffffff
10221bd6 vsrdbi v1,v2,v3,7              | v2=80ff7f01_00fe8081_deadbeef_01234567 v3=80ff7f01_01fe7f81_deadbeef_89abcdef | v1=cf01fefe_0203fcff_03bd5b7d_df13579b

# vexpandbm
10201e42 vexpandbm v1,v3                | v3=01020304_ff00ff80_00000001_7fffffff | v1=00000000_ff00ffff_00000000_00ffffff
10201e42 vexpandbm v1,v3                | v3=80007fff_00010001_00000002_ffffffff | v1=ff0000ff_00000000_00000000_ffffffff
10201e42 vexpandbm v1,v3                | v3=80ff7f01_01fe7f81_deadbeef_89abcdef | v1=ffff0000_00ff00ff_ffffffff_ffffffff

# vexpandhm
10211e42 vexpandhm v1,v3                | v3=01020304_ff00ff80_00000001_7fffffff | v1=00000000_ffffffff_00000000_0000ffff
10211e42 vexpandhm v1,v3                | v3=80007fff_00010001_00000002_ffffffff | v1=ffff0000_00000000_00000000_ffffffff
10211e42 vexpandhm v1,v3                | v3=80ff7f01_01fe7f81_deadbeef_89abcdef | v1=ffff0000_00000000_ffffffff_ffffffff

# vexpandwm
10221e42 vexpandwm v1,v3                | v3=01020304_ff00ff80_00000001_7fffffff | v1=00000000_ffffffff_00000000_00000000
10221e42 vexpandwm v1,v3                | v3=80007fff_00010001_00000002_ffffffff | v1=ffffffff_00000000_00000000_ffffffff
10221e42 vexpandwm v1,v3                | v3=80ff7f01_01fe7f81_deadbeef_89abcdef | v1=ffffffff_00000000_ffffffff_ffffffff

# vexpanddm
10231e42 vexpanddm v1,v3                | v3=01020304_ff00ff80_00000001_7fffffff | v1=00000000_00000000_00000000_00000000
10231e42 vexpanddm v1,v3                | v3=80007fff_00010001_00000002_ffffffff | v1=ffffffff_ffffffff_00000000_00000000
10231e42 vexpanddm v1,v3                | v3=80ff7f01_01fe7f81_deadbeef_89abcdef | v1=ffffffff_ffffffff_ffffffff_ffffffff

# vexpandqm
10241e42 vexpandqm v1,v3                | v3=01020304_ff00ff80_00000001_7fffffff | v1=00000000_00000000_00000000_00000000
10241e42 vexpandqm v1,v3                | v3=80007fff_00010001_00000002_ffffffff | v1=ffffffff_ffffffff_ffffffff_ffffffff
10241e42 vexpandqm v1,v3                | v3=80ff7f01_01fe7f81_deadbeef_89abcdef | v1=ffffffff_ffffffff_ffffffff_ffffffff

# vextractbm
10681e42 vextractbm r3,v3               | v3=01020304_ff00ff80_00000001_7fffffff | r3=b07
10681e42 vextractbm r3,v3               | v3=80007fff_00010001_00000002_ffffffff | r3=900f
10681e42 vextractbm r3,v3               | v3=80ff7f01_01fe7f81_deadbeef_89abcdef | r3=c5ff

# vextracthm
10691e42 vextracthm r3,v3               | v3=01020304_ff00ff80_00000001_7fffffff | r3=31
10691e42 vextracthm r3,v3               | v3=80007fff_00010001_00000002_ffffffff | r3=83
10691e42 vextracthm r3,v3               | v3=80ff7f01_01fe7f81_deadbeef_89abcdef | r3=8f

# vextractwm
106a1e42 vextractwm r3,v3               | v3=01020304_ff00ff80_00000001_7fffffff | r3=4
106a1e42 vextractwm r3,v3               | v3=80007fff_00010001_00000002_ffffffff | r3=9
106a1e42 vextractwm r3,v3               | v3=80ff7f01_01fe7f81_deadbeef_89abcdef | r3=b

# vextractdm
106b1e42 vextractdm r3,v3               | v3=01020304_ff00ff80_00000001_7fffffff | r3=0
106b1e42 vextractdm r3,v3               | v3=80007fff_00010001_00000002_ffffffff | r3=2
106b1e42 vextractdm r3,v3               | v3=80ff7f01_01fe7f81_deadbeef_89abcdef | r3=3

# vextractqm
106c1e42 vextractqm r3,v3               | v3=01020304_ff00ff80_00000001_7fffffff | r3=0
106c1e42 vextractqm r3,v3               | v3=80007fff_00010001_00000002_ffffffff | r3=1
106c1e42 vextractqm r3,v3               | v3=80ff7f01_01fe7f81_deadbeef_89abcdef | r3=1

# mtvsrbm
10302e42 mtvsrbm v1,r5                  | r5=1 | v1=00000000_00000000_00000000_000000ff
10302e42 mtvsrbm v1,r5                  | r5=ffffffff | v1=ffffffff_ffffffff_ffffffff_ffffffff
10302e42 mtvsrbm v1,r5                  | r5=9abcdef0 | v1=ffff00ff_ffffff00_ffffffff_00000000

# mtvsrhm
10312e42 mtvsrhm v1,r5                  | r5=1 | v1=00000000_00000000_00000000_0000ffff
10312e42 mtvsrhm v1,r5                  | r5=ffffffff | v1=ffffffff_ffffffff_ffffffff_ffffffff
10312e42 mtvsrhm v1,r5                  | r5=9abcdef0 | v1=ffffffff_ffffffff_00000000_00000000

# mtvsrwm
10322e42 mtvsrwm v1,r5                  | r5=1 | v1=00000000_00000000_00000000_ffffffff
10322e42 mtvsrwm v1,r5                  | r5=ffffffff | v1=ffffffff_ffffffff_ffffffff_ffffffff
10322e42 mtvsrwm v1,r5                  | r5=9abcdef0 | v1=00000000_00000000_00000000_00000000

# mtvsrdm
10332e42 mtvsrdm v1,r5                  | r5=1 | v1=00000000_00000000_ffffffff_ffffffff
10332e42 mtvsrdm v1,r5                  | r5=ffffffff | v1=ffffffff_ffffffff_ffffffff_ffffffff
10332e42 mtvsrdm v1,r5                  | r5=9abcdef0 | v1=00000000_00000000_00000000_00000000

# mtvsrqm
10342e42 mtvsrqm v1,r5                  | r5=1 | v1=ffffffff_ffffffff_ffffffff_ffffffff
10342e42 mtvsrqm v1,r5                  | r5=ffffffff | v1=ffffffff_ffffffff_ffffffff_ffffffff
10342e42 mtvsrqm v1,r5                  | r5=9abcdef0 | v1=00000000_00000000_00000000_00000000

# vcntmbb
10781e42 vcntmbb r3,v3,0                | v3=01020304_ff00ff80_00000001_7fffffff | r3=0
10791e42 vcntmbb r3,v3,1                | v3=80007fff_00010001_00000002_ffffffff | r3=0
10781e42 vcntmbb r3,v3,0                | v3=80ff7f01_01fe7f81_deadbeef_89abcdef | r3=0

# vcntmbh
107a1e42 vcntmbh r3,v3,0                | v3=01020304_ff00ff80_00000001_7fffffff | r3=0
107b1e42 vcntmbh r3,v3,1                | v3=80007fff_00010001_00000002_ffffffff | r3=0
107a1e42 vcntmbh r3,v3,0                | v3=80ff7f01_01fe7f81_deadbeef_89abcdef | r3=0

# vcntmbw
107c1e42 vcntmbw r3,v3,0                | v3=01020304_ff00ff80_00000001_7fffffff | r3=0
107d1e42 vcntmbw r3,v3,1                | v3=80007fff_00010001_00000002_ffffffff | r3=0
107c1e42 vcntmbw r3,v3,0                | v3=80ff7f01_01fe7f81_deadbeef_89abcdef | r3=0

# vcntmbd
107e1e42 vcntmbd r3,v3,0                | v3=01020304_ff00ff80_00000001_7fffffff | r3=0
107f1e42 vcntmbd r3,v3,1                | v3=80007fff_00010001_00000002_ffffffff | r3=0
107e1e42 vcntmbd r3,v3,0                | v3=80ff7f01_01fe7f81_deadbeef_89abcdef | r3=0

# mtvsrbmi
103a1214 mtvsrbmi v1,4660               | | v1=000000ff_0000ff00_0000ffff_00ff0000
103fffd5 mtvsrbmi v1,-1                 | | v1=ffffffff_ffffffff_ffffffff_ffffffff
10208015 mtvsrbmi v1,-32767             | | v1=ff000000_00000000_00000000_000000ff
