
# lvsl
7c24280c lvsl v1,r4,r5                  | r4=7fffffff r5=1 | v1=00010203_04050607_08090a0b_0c0d0e0f
7c24280c lvsl v1,r4,r5                  | r4=80000000 r5=ffffffff | v1=0f101112_13141516_1718191a_1b1c1d1e
7c20280c lvsl v1,0,r5                   | r5=9abcdef0 | v1=00010203_04050607_08090a0b_0c0d0e0f

# lvsr
7c24284c lvsr v1,r4,r5                  | r4=7fffffff r5=1 | v1=10111213_14151617_18191a1b_1c1d1e1f
7c24284c lvsr v1,r4,r5                  | r4=80000000 r5=ffffffff | v1=01020304_05060708_090a0b0c_0d0e0f10
7c20284c lvsr v1,0,r5                   | r5=9abcdef0 | v1=10111213_14151617_18191a1b_1c1d1e1f

# vpkpx
10221b0e vpkpx v1,v2,v3                 | v2=00010203_04050607_08090a0b_0c0d0e0f v3=01020304_ff00ff80_00000001_7fffffff | v1=00000000_04210421_800083f0_0000ffff
10221b0e vpkpx v1,v2,v3                 | v2=7fff8000_80007fff_ffffffff_00000001 v3=80007fff_00010001_00000002_ffffffff | v1=fe0001ff_ffff0000_01ff0000_0000ffff
10221b0e vpkpx v1,v2,v3                 | v2=80ff7f01_00fe8081_deadbeef_01234567 v3=80ff7f01_01fe7f81_deadbeef_89abcdef | v1=7de07e10_56fd910c_7de0fdf0_56fdd73d

# vpkuhum
1022180e vpkuhum v1,v2,v3               | v2=00010203_04050607_08090a0b_0c0d0e0f v3=01020304_ff00ff80_00000001_7fffffff | v1=01030507_090b0d0f_02040080_0001ffff
1022180e vpkuhum v1,v2,v3               | v2=7fff8000_80007fff_ffffffff_00000001 v3=80007fff_00010001_00000002_ffffffff | v1=ff0000ff_ffff0001_00ff0101_0002ffff
1022180e vpkuhum v1,v2,v3               | v2=80ff7f01_00fe8081_deadbeef_01234567 v3=80ff7f01_01fe7f81_deadbeef_89abcdef | v1=ff01fe81_adef2367_ff01fe81_adefabef

# vpkuwum
1022184e vpkuwum v1,v2,v3               | v2=00010203_04050607_08090a0b_0c0d0e0f v3=01020304_ff00ff80_00000001_7fffffff | v1=02030607_0a0b0e0f_0304ff80_0001ffff
1022184e vpkuwum v1,v2,v3               | v2=7fff8000_80007fff_ffffffff_00000001 v3=80007fff_00010001_00000002_ffffffff | v1=80007fff_ffff0001_7fff0001_0002ffff
1022184e vpkuwum v1,v2,v3               | v2=80ff7f01_00fe8081_deadbeef_01234567 v3=80ff7f01_01fe7f81_deadbeef_89abcdef | v1=7f018081_beef4567_7f017f81_beefcdef

# vpkuhus
1022188e vpkuhus v1,v2,v3               | v2=00010203_04050607_08090a0b_0c0d0e0f v3=01020304_ff00ff80_00000001_7fffffff | v1=01ffffff_ffffffff_ffffffff_0001ffff vscr=1
1022188e vpkuhus v1,v2,v3               | v2=7fff8000_80007fff_ffffffff_00000001 v3=80007fff_00010001_00000002_ffffffff | v1=ffffffff_ffff0001_ffff0101_0002ffff vscr=1
1022188e vpkuhus v1,v2,v3               | v2=80ff7f01_00fe8081_deadbeef_01234567 v3=80ff7f01_01fe7f81_deadbeef_89abcdef | v1=fffffeff_ffffffff_ffffffff_ffffffff vscr=1

# vpkuwus
102218ce vpkuwus v1,v2,v3               | v2=00010203_04050607_08090a0b_0c0d0e0f v3=01020304_ff00ff80_00000001_7fffffff | v1=ffffffff_ffffffff_ffffffff_0001ffff vscr=1
102218ce vpkuwus v1,v2,v3               | v2=7fff8000_80007fff_ffffffff_00000001 v3=80007fff_00010001_00000002_ffffffff | v1=ffffffff_ffff0001_ffffffff_0002ffff vscr=1
102218ce vpkuwus v1,v2,v3               | v2=80ff7f01_00fe8081_deadbeef_01234567 v3=80ff7f01_01fe7f81_deadbeef_89abcdef | v1=ffffffff_ffffffff_ffffffff_ffffffff vscr=1

# vpkshus
1022190e vpkshus v1,v2,v3               | v2=00010203_04050607_08090a0b_0c0d0e0f v3=01020304_ff00ff80_00000001_7fffffff | v1=01ffffff_ffffffff_ffff0000_0001ff00 vscr=1
1022190e vpkshus v1,v2,v3               | v2=7fff8000_80007fff_ffffffff_00000001 v3=80007fff_00010001_00000002_ffffffff | v1=ff0000ff_00000001_00ff0101_00020000 vscr=1
1022190e vpkshus v1,v2,v3               | v2=80ff7f01_00fe8081_deadbeef_01234567 v3=80ff7f01_01fe7f81_deadbeef_89abcdef | v1=00fffe00_0000ffff_00ffffff_00000000 vscr=1

# vpkswus
1022194e vpkswus v1,v2,v3               | v2=00010203_04050607_08090a0b_0c0d0e0f v3=01020304_ff00ff80_00000001_7fffffff | v1=ffffffff_ffffffff_ffff0000_0001ffff vscr=1
1022194e vpkswus v1,v2,v3               | v2=7fff8000_80007fff_ffffffff_00000001 v3=80007fff_00010001_00000002_ffffffff | v1=ffff0000_00000001_0000ffff_00020000 vscr=1
1022194e vpkswus v1,v2,v3               | v2=80ff7f01_00fe8081_deadbeef_01234567 v3=80ff7f01_01fe7f81_deadbeef_89abcdef | v1=0000ffff_0000ffff_0000ffff_00000000 vscr=1

# vpkshss
1022198e vpkshss v1,v2,v3               | v2=00010203_04050607_08090a0b_0c0d0e0f v3=01020304_ff00ff80_00000001_7fffffff | v1=017f7f7f_7f7f7f7f_7f7f8080_00017fff vscr=1
1022198e vpkshss v1,v2,v3               | v2=7fff8000_80007fff_ffffffff_00000001 v3=80007fff_00010001_00000002_ffffffff | v1=7f80807f_ffff0001_807f0101_0002ffff vscr=1
1022198e vpkshss v1,v2,v3               | v2=80ff7f01_00fe8081_deadbeef_01234567 v3=80ff7f01_01fe7f81_deadbeef_89abcdef | v1=807f7f80_80807f7f_807f7f7f_80808080 vscr=1

# vpkswss
102219ce vpkswss v1,v2,v3               | v2=00010203_04050607_08090a0b_0c0d0e0f v3=01020304_ff00ff80_00000001_7fffffff | v1=7fff7fff_7fff7fff_7fff8000_00017fff vscr=1
102219ce vpkswss v1,v2,v3               | v2=7fff8000_80007fff_ffffffff_00000001 v3=80007fff_00010001_00000002_ffffffff | v1=7fff8000_ffff0001_80007fff_0002ffff vscr=1
102219ce vpkswss v1,v2,v3               | v2=80ff7f01_00fe8081_deadbeef_01234567 v3=80ff7f01_01fe7f81_deadbeef_89abcdef | v1=80007fff_80007fff_80007fff_80008000 vscr=1

# vupkhsb
10201a0e vupkhsb v1,v3                  | v3=01020304_ff00ff80_00000001_7fffffff | v1=00010002_00030004_ffff0000_ffffff80
10201a0e vupkhsb v1,v3                  | v3=80007fff_00010001_00000002_ffffffff | v1=ff800000_007fffff_00000001_00000001
10201a0e vupkhsb v1,v3                  | v3=80ff7f01_01fe7f81_deadbeef_89abcdef | v1=ff80ffff_007f0001_0001fffe_007fff81

# vupkhsh
10201a4e vupkhsh v1,v3                  | v3=01020304_ff00ff80_00000001_7fffffff | v1=00000102_00000304_ffffff00_ffffff80
10201a4e vupkhsh v1,v3                  | v3=80007fff_00010001_00000002_ffffffff | v1=ffff8000_00007fff_00000001_00000001
10201a4e vupkhsh v1,v3                  | v3=80ff7f01_01fe7f81_deadbeef_89abcdef | v1=ffff80ff_00007f01_000001fe_00007f81

# vupklsb
10201a8e vupklsb v1,v3                  | v3=01020304_ff00ff80_00000001_7fffffff | v1=00000000_00000001_007fffff_ffffffff
10201a8e vupklsb v1,v3                  | v3=80007fff_00010001_00000002_ffffffff | v1=00000000_00000002_ffffffff_ffffffff
10201a8e vupklsb v1,v3                  | v3=80ff7f01_01fe7f81_deadbeef_89abcdef | v1=ffdeffad_ffbeffef_ff89ffab_ffcdffef

# vupklsh
10201ace vupklsh v1,v3                  | v3=01020304_ff00ff80_00000001_7fffffff | v1=00000000_00000001_00007fff_ffffffff
10201ace vupklsh v1,v3                  | v3=80007fff_00010001_00000002_ffffffff | v1=00000000_00000002_ffffffff_ffffffff
10201ace vupklsh v1,v3                  | v3=80ff7f01_01fe7f81_deadbeef_89abcdef | v1=ffffdead_ffffbeef_ffff89ab_ffffcdef

# vupkhpx
10201b4e vupkhpx v1,v3                  | v3=01020304_ff00ff80_00000001_7fffffff | v1=00000802_00001804_ff1f1800_ff1f1c00
10201b4e vupkhpx v1,v3                  | v3=80007fff_00010001_00000002_ffffffff | v1=ff000000_001f1f1f_00000001_00000001
10201b4e vupkhpx v1,v3                  | v3=80ff7f01_01fe7f81_deadbeef_89abcdef | v1=ff00071f_001f1801_00000f1e_001f1c01

# vupklpx
10201bce vupklpx v1,v3                  | v3=01020304_ff00ff80_00000001_7fffffff | v1=00000000_00000001_001f1f1f_ff1f1f1f
10201bce vupklpx v1,v3                  | v3=80007fff_00010001_00000002_ffffffff | v1=00000000_00000002_ff1f1f1f_ff1f1f1f
10201bce vupklpx v1,v3                  | v3=80ff7f01_01fe7f81_deadbeef_89abcdef | v1=ff17150d_ff0f170f_ff020d0b_ff130f0f

# vmrghb
1022180c vmrghb v1,v2,v3                | v2=00010203_04050607_08090a0b_0c0d0e0f v3=01020304_ff00ff80_00000001_7fffffff | v1=00010102_02030304_04ff0500_06ff0780
1022180c vmrghb v1,v2,v3                | v2=7fff8000_80007fff_ffffffff_00000001 v3=80007fff_00010001_00000002_ffffffff | v1=7f80ff00_807f00ff_80000001_7f00ff01
1022180c vmrghb v1,v2,v3                | v2=80ff7f01_00fe8081_deadbeef_01234567 v3=80ff7f01_01fe7f81_deadbeef_89abcdef | v1=8080ffff_7f7f0101_0001fefe_807f8181

# vmrghh
1022184c vmrghh v1,v2,v3                | v2=00010203_04050607_08090a0b_0c0d0e0f v3=01020304_ff00ff80_00000001_7fffffff | v1=00010102_02030304_0405ff00_0607ff80
1022184c vmrghh v1,v2,v3                | v2=7fff8000_80007fff_ffffffff_00000001 v3=80007fff_00010001_00000002_ffffffff | v1=7fff8000_80007fff_80000001_7fff0001
1022184c vmrghh v1,v2,v3                | v2=80ff7f01_00fe8081_deadbeef_01234567 v3=80ff7f01_01fe7f81_deadbeef_89abcdef | v1=80ff80ff_7f017f01_00fe01fe_80817f81

# vmrghw
1022188c vmrghw v1,v2,v3                | v2=00010203_04050607_08090a0b_0c0d0e0f v3=01020304_ff00ff80_00000001_7fffffff | v1=00010203_01020304_04050607_ff00ff80
1022188c vmrghw v1,v2,v3                | v2=7fff8000_80007fff_ffffffff_00000001 v3=80007fff_00010001_00000002_ffffffff | v1=7fff8000_80007fff_80007fff_00010001
1022188c vmrghw v1,v2,v3                | v2=80ff7f01_00fe8081_deadbeef_01234567 v3=80ff7f01_01fe7f81_deadbeef_89abcdef | v1=80ff7f01_80ff7f01_00fe8081_01fe7f81

# vmrglb
1022190c vmrglb v1,v2,v3                | v2=00010203_04050607_08090a0b_0c0d0e0f v3=01020304_ff00ff80_00000001_7fffffff | v1=08000900_0a000b01_0c7f0dff_0eff0fff
1022190c vmrglb v1,v2,v3                | v2=7fff8000_80007fff_ffffffff_00000001 v3=80007fff_00010001_00000002_ffffffff | v1=ff00ff00_ff00ff02_00ff00ff_00ff01ff
1022190c vmrglb v1,v2,v3                | v2=80ff7f01_00fe8081_deadbeef_01234567 v3=80ff7f01_01fe7f81_deadbeef_89abcdef | v1=dedeadad_bebeefef_018923ab_45cd67ef

# vmrglh
1022194c vmrglh v1,v2,v3                | v2=00010203_04050607_08090a0b_0c0d0e0f v3=01020304_ff00ff80_00000001_7fffffff | v1=08090000_0a0b0001_0c0d7fff_0e0fffff
1022194c vmrglh v1,v2,v3                | v2=7fff8000_80007fff_ffffffff_00000001 v3=80007fff_00010001_00000002_ffffffff | v1=ffff0000_ffff0002_0000ffff_0001ffff
1022194c vmrglh v1,v2,v3                | v2=80ff7f01_00fe8081_deadbeef_01234567 v3=80ff7f01_01fe7f81_deadbeef_89abcdef | v1=deaddead_beefbeef_012389ab_4567cdef

# vmrglw
1022198c vmrglw v1,v2,v3                | v2=00010203_04050607_08090a0b_0c0d0e0f v3=01020304_ff00ff80_00000001_7fffffff | v1=08090a0b_00000001_0c0d0e0f_7fffffff
1022198c vmrglw v1,v2,v3                | v2=7fff8000_80007fff_ffffffff_00000001 v3=80007fff_00010001_00000002_ffffffff | v1=ffffffff_00000002_00000001_ffffffff
1022198c vmrglw v1,v2,v3                | v2=80ff7f01_00fe8081_deadbeef_01234567 v3=80ff7f01_01fe7f81_deadbeef_89abcdef | v1=deadbeef_deadbeef_01234567_89abcdef

# vspltb
10201a0c vspltb v1,v3,0                 | v3=01020304_ff00ff80_00000001_7fffffff | v1=01010101_01010101_01010101_01010101
10231a0c vspltb v1,v3,3                 | v3=80007fff_00010001_00000002_ffffffff | v1=ffffffff_ffffffff_ffffffff_ffffffff
10281a0c vspltb v1,v3,8                 | v3=80ff7f01_01fe7f81_deadbeef_89abcdef | v1=dededede_dededede_dededede_dededede

# vsplth
10221a4c vsplth v1,v3,2                 | v3=01020304_ff00ff80_00000001_7fffffff | v1=ff00ff00_ff00ff00_ff00ff00_ff00ff00
10231a4c vsplth v1,v3,3                 | v3=80007fff_00010001_00000002_ffffffff | v1=00010001_00010001_00010001_00010001
10271a4c vsplth v1,v3,7                 | v3=80ff7f01_01fe7f81_deadbeef_89abcdef | v1=cdefcdef_cdefcdef_cdefcdef_cdefcdef

# vspltw
10201a8c vspltw v1,v3,0                 | v3=01020304_ff00ff80_00000001_7fffffff | v1=01020304_01020304_01020304_01020304
10211a8c vspltw v1,v3,1                 | v3=80007fff_00010001_00000002_ffffffff | v1=00010001_00010001_00010001_00010001
10221a8c vspltw v1,v3,2                 | v3=80ff7f01_01fe7f81_deadbeef_89abcdef | v1=deadbeef_deadbeef_deadbeef_deadbeef

# vspltisb
1025030c vspltisb v1,5                  | | v1=05050505_05050505_05050505_05050505
1030030c vspltisb v1,-16                | | v1=f0f0f0f0_f0f0f0f0_f0f0f0f0_f0f0f0f0
102f030c vspltisb v1,15                 | | v1=0f0f0f0f_0f0f0f0f_0f0f0f0f_0f0f0f0f

# vspltish
1025034c vspltish v1,5                  | | v1=00050005_00050005_00050005_00050005
1030034c vspltish v1,-16                | | v1=fff0fff0_fff0fff0_fff0fff0_fff0fff0
102f034c vspltish v1,15                 | | v1=000f000f_000f000f_000f000f_000f000f

# vspltisw
1025038c vspltisw v1,5                  | | v1=00000005_00000005_00000005_00000005
1030038c vspltisw v1,-16                | | v1=fffffff0_fffffff0_fffffff0_fffffff0
102f038c vspltisw v1,15                 | | v1=0000000f_0000000f_0000000f_0000000f

# vsel
1022192a vsel v1,v2,v3,v4               | v2=00010203_04050607_08090a0b_0c0d0e0f v3=01020304_ff00ff80_00000001_7fffffff v4=1f1e1d1c_1b1a1918_17161514_13121110 | v1=01030307_1f051f07_08090a0b_1f1f1f1f
1022192a vsel v1,v2,v3,v4               | v2=7fff8000_80007fff_ffffffff_00000001 v3=80007fff_00010001_00000002_ffffffff v4=00000001_80000000_7fffffff_ffffffff | v1=7fff8001_00007fff_80000002_ffffffff
1022192a vsel v1,v2,v3,v4               | v2=80ff7f01_00fe8081_deadbeef_01234567 v3=80ff7f01_01fe7f81_deadbeef_89abcdef v4=00112233_44556677_8899aabb_ccddeeff | v1=80ff7f01_00fee681_deadbeef_89abcdef

# vperm
1022192b vperm v1,v2,v3,v4              | v2=00010203_04050607_08090a0b_0c0d0e0f v3=01020304_ff00ff80_00000001_7fffffff v4=1f1e1d1c_1b1a1918_17161514_13121110 | v1=ffffff7f_01000000_80ff00ff_04030201
1022192b vperm v1,v2,v3,v4              | v2=7fff8000_80007fff_ffffffff_00000001 v3=80007fff_00010001_00000002_ffffffff v4=00000001_80000000_7fffffff_ffffffff | v1=7f7f7fff_7f7f7f7f_ffffffff_ffffffff
1022192b vperm v1,v2,v3,v4              | v2=80ff7f01_00fe8081_deadbeef_01234567 v3=80ff7f01_01fe7f81_deadbeef_89abcdef v4=00112233_44556677_8899aabb_ccddeeff | v1=80ff7f01_00fe8081_deadbeef_01ab45ef

# vsldoi
1022182c vsldoi v1,v2,v3,0              | v2=00010203_04050607_08090a0b_0c0d0e0f v3=01020304_ff00ff80_00000001_7fffffff | v1=00010203_04050607_08090a0b_0c0d0e0f
1022186c vsldoi v1,v2,v3,1              | v2=7fff8000_80007fff_ffffffff_00000001 v3=80007fff_00010001_00000002_ffffffff | v1=ff800080_007fffff_ffffff00_00000180
10221a6c vsldoi v1,v2,v3,9              | v2=80ff7f01_00fe8081_deadbeef_01234567 v3=80ff7f01_01fe7f81_deadbeef_89abcdef | v1=adbeef01_23456780_ff7f0101_fe7f81de

# vsl
102219c4 vsl v1,v2,v3                   | v2=00010203_04050607_08090a0b_0c0d0e0f v3=01020304_ff00ff80_00000001_7fffffff | v1=00810182_02830384_04850586_06870780
102219c4 vsl v1,v2,v3                   | v2=7fff8000_80007fff_ffffffff_00000001 v3=80007fff_00010001_00000002_ffffffff | v1=ffc00040_003fffff_ffffff80_00000080
102219c4 vsl v1,v2,v3                   | v2=80ff7f01_00fe8081_deadbeef_01234567 v3=80ff7f01_01fe7f81_deadbeef_89abcdef | v1=7fbf8080_7f4040ef_56df7780_91a2b380

# vsr
10221ac4 vsr v1,v2,v3                   | v2=00010203_04050607_08090a0b_0c0d0e0f v3=01020304_ff00ff80_00000001_7fffffff | v1=00000204_06080a0c_0e101214_16181a1c
10221ac4 vsr v1,v2,v3                   | v2=7fff8000_80007fff_ffffffff_00000001 v3=80007fff_00010001_00000002_ffffffff | v1=00ffff00_010000ff_ffffffff_fe000000
10221ac4 vsr v1,v2,v3                   | v2=80ff7f01_00fe8081_deadbeef_01234567 v3=80ff7f01_01fe7f81_deadbeef_89abcdef | v1=0101fefe_0201fd01_03bd5b7d_de02468a

# vslo
10221c0c vslo v1,v2,v3                  | v2=00010203_04050607_08090a0b_0c0d0e0f v3=01020304_ff00ff80_00000001_7fffffff | v1=0f000000_00000000_00000000_00000000
10221c0c vslo v1,v2,v3                  | v2=7fff8000_80007fff_ffffffff_00000001 v3=80007fff_00010001_00000002_ffffffff | v1=01000000_00000000_00000000_00000000
10221c0c vslo v1,v2,v3                  | v2=80ff7f01_00fe8081_deadbeef_01234567 v3=80ff7f01_01fe7f81_deadbeef_89abcdef | v1=23456700_00000000_00000000_00000000

# vsro
10221c4c vsro v1,v2,v3                  | v2=00010203_04050607_08090a0b_0c0d0e0f v3=01020304_ff00ff80_00000001_7fffffff | v1=00000000_00000000_00000000_00000000
10221c4c vsro v1,v2,v3                  | v2=7fff8000_80007fff_ffffffff_00000001 v3=80007fff_00010001_00000002_ffffffff | v1=00000000_00000000_00000000_0000007f
10221c4c vsro v1,v2,v3                  | v2=80ff7f01_00fe8081_deadbeef_01234567 v3=80ff7f01_01fe7f81_deadbeef_89abcdef | v1=00000000_00000000_00000000_0080ff7f

# vaddcuw
10221980 vaddcuw v1,v2,v3               | v2=00010203_04050607_08090a0b_0c0d0e0f v3=01020304_ff00ff80_00000001_7fffffff | v1=00000000_00000001_00000000_00000000
10221980 vaddcuw v1,v2,v3               | v2=7fff8000_80007fff_ffffffff_00000001 v3=80007fff_00010001_00000002_ffffffff | v1=00000000_00000000_00000001_00000001
10221980 vaddcuw v1,v2,v3               | v2=80ff7f01_00fe8081_deadbeef_01234567 v3=80ff7f01_01fe7f81_deadbeef_89abcdef | v1=00000001_00000000_00000001_00000000

# vaddubm
10221800 vaddubm v1,v2,v3               | v2=00010203_04050607_08090a0b_0c0d0e0f v3=01020304_ff00ff80_00000001_7fffffff | v1=01030507_03050587_08090a0c_8b0c0d0e
10221800 vaddubm v1,v2,v3               | v2=7fff8000_80007fff_ffffffff_00000001 v3=80007fff_00010001_00000002_ffffffff | v1=ffffffff_80017f00_ffffff01_ffffff00
10221800 vaddubm v1,v2,v3               | v2=80ff7f01_00fe8081_deadbeef_01234567 v3=80ff7f01_01fe7f81_deadbeef_89abcdef | v1=00fefe02_01fcff02_bc5a7cde_8ace1256

# vadduhm
10221840 vadduhm v1,v2,v3               | v2=00010203_04050607_08090a0b_0c0d0e0f v3=01020304_ff00ff80_00000001_7fffffff | v1=01030507_03050587_08090a0c_8c0c0e0e
10221840 vadduhm v1,v2,v3               | v2=7fff8000_80007fff_ffffffff_00000001 v3=80007fff_00010001_00000002_ffffffff | v1=ffffffff_80018000_ffff0001_ffff0000
10221840 vadduhm v1,v2,v3               | v2=80ff7f01_00fe8081_deadbeef_01234567 v3=80ff7f01_01fe7f81_deadbeef_89abcdef | v1=01fefe02_02fc0002_bd5a7dde_8ace1356

# vadduwm
10221880 vadduwm v1,v2,v3               | v2=00010203_04050607_08090a0b_0c0d0e0f v3=01020304_ff00ff80_00000001_7fffffff | v1=01030507_03060587_08090a0c_8c0d0e0e
10221880 vadduwm v1,v2,v3               | v2=7fff8000_80007fff_ffffffff_00000001 v3=80007fff_00010001_00000002_ffffffff | v1=ffffffff_80018000_00000001_00000000
10221880 vadduwm v1,v2,v3               | v2=80ff7f01_00fe8081_deadbeef_01234567 v3=80ff7f01_01fe7f81_deadbeef_89abcdef | v1=01fefe02_02fd0002_bd5b7dde_8acf1356

# vaddubs
10221a00 vaddubs v1,v2,v3               | v2=00010203_04050607_08090a0b_0c0d0e0f v3=01020304_ff00ff80_00000001_7fffffff | v1=01030507_ff05ff87_08090a0c_8bffffff vscr=1
10221a00 vaddubs v1,v2,v3               | v2=7fff8000_80007fff_ffffffff_00000001 v3=80007fff_00010001_00000002_ffffffff | v1=ffffffff_80017fff_ffffffff_ffffffff vscr=1
10221a00 vaddubs v1,v2,v3               | v2=80ff7f01_00fe8081_deadbeef_01234567 v3=80ff7f01_01fe7f81_deadbeef_89abcdef | v1=fffffe02_01ffffff_ffffffff_8aceffff vscr=1

# vadduhs
10221a40 vadduhs v1,v2,v3               | v2=00010203_04050607_08090a0b_0c0d0e0f v3=01020304_ff00ff80_00000001_7fffffff | v1=01030507_ffffffff_08090a0c_8c0cffff vscr=1
10221a40 vadduhs v1,v2,v3               | v2=7fff8000_80007fff_ffffffff_00000001 v3=80007fff_00010001_00000002_ffffffff | v1=ffffffff_80018000_ffffffff_ffffffff vscr=1
10221a40 vadduhs v1,v2,v3               | v2=80ff7f01_00fe8081_deadbeef_01234567 v3=80ff7f01_01fe7f81_deadbeef_89abcdef | v1=fffffe02_02fcffff_ffffffff_8aceffff vscr=1

# vadduws
10221a80 vadduws v1,v2,v3               | v2=00010203_04050607_08090a0b_0c0d0e0f v3=01020304_ff00ff80_00000001_7fffffff | v1=01030507_ffffffff_08090a0c_8c0d0e0e vscr=1
10221a80 vadduws v1,v2,v3               | v2=7fff8000_80007fff_ffffffff_00000001 v3=80007fff_00010001_00000002_ffffffff | v1=ffffffff_80018000_ffffffff_ffffffff vscr=1
10221a80 vadduws v1,v2,v3               | v2=80ff7f01_00fe8081_deadbeef_01234567 v3=80ff7f01_01fe7f81_deadbeef_89abcdef | v1=ffffffff_02fd0002_ffffffff_8acf1356 vscr=1

# vaddsbs
10221b00 vaddsbs v1,v2,v3               | v2=00010203_04050607_08090a0b_0c0d0e0f v3=01020304_ff00ff80_00000001_7fffffff | v1=01030507_03050587_08090a0c_7f0c0d0e vscr=1
10221b00 vaddsbs v1,v2,v3               | v2=7fff8000_80007fff_ffffffff_00000001 v3=80007fff_00010001_00000002_ffffffff | v1=ffffffff_80017f00_ffffff01_ffffff00
10221b00 vaddsbs v1,v2,v3               | v2=80ff7f01_00fe8081_deadbeef_01234567 v3=80ff7f01_01fe7f81_deadbeef_89abcdef | v1=80fe7f02_01fcff80_bc8080de_8ace1256 vscr=1

# vaddshs
10221b40 vaddshs v1,v2,v3               | v2=00010203_04050607_08090a0b_0c0d0e0f v3=01020304_ff00ff80_00000001_7fffffff | v1=01030507_03050587_08090a0c_7fff0e0e vscr=1
10221b40 vaddshs v1,v2,v3               | v2=7fff8000_80007fff_ffffffff_00000001 v3=80007fff_00010001_00000002_ffffffff | v1=ffffffff_80017fff_ffff0001_ffff0000 vscr=1
10221b40 vaddshs v1,v2,v3               | v2=80ff7f01_00fe8081_deadbeef_01234567 v3=80ff7f01_01fe7f81_deadbeef_89abcdef | v1=80007fff_02fc0002_bd5a8000_8ace1356 vscr=1

# vaddsws
10221b80 vaddsws v1,v2,v3               | v2=00010203_04050607_08090a0b_0c0d0e0f v3=01020304_ff00ff80_00000001_7fffffff | v1=01030507_03060587_08090a0c_7fffffff vscr=1
10221b80 vaddsws v1,v2,v3               | v2=7fff8000_80007fff_ffffffff_00000001 v3=80007fff_00010001_00000002_ffffffff | v1=ffffffff_80018000_00000001_00000000
10221b80 vaddsws v1,v2,v3               | v2=80ff7f01_00fe8081_deadbeef_01234567 v3=80ff7f01_01fe7f81_deadbeef_89abcdef | v1=80000000_02fd0002_bd5b7dde_8acf1356 vscr=1

# vsubcuw
10221d80 vsubcuw v1,v2,v3               | v2=00010203_04050607_08090a0b_0c0d0e0f v3=01020304_ff00ff80_00000001_7fffffff | v1=00000000_00000000_00000001_00000000
10221d80 vsubcuw v1,v2,v3               | v2=7fff8000_80007fff_ffffffff_00000001 v3=80007fff_00010001_00000002_ffffffff | v1=00000000_00000001_00000001_00000000
10221d80 vsubcuw v1,v2,v3               | v2=80ff7f01_00fe8081_deadbeef_01234567 v3=80ff7f01_01fe7f81_deadbeef_89abcdef | v1=00000001_00000000_00000001_00000000

# vsububm
10221c00 vsububm v1,v2,v3               | v2=00010203_04050607_08090a0b_0c0d0e0f v3=01020304_ff00ff80_00000001_7fffffff | v1=ffffffff_05050787_08090a0a_8d0e0f10
10221c00 vsububm v1,v2,v3               | v2=7fff8000_80007fff_ffffffff_00000001 v3=80007fff_00010001_00000002_ffffffff | v1=ffff0101_80ff7ffe_fffffffd_01010102
10221c00 vsububm v1,v2,v3               | v2=80ff7f01_00fe8081_deadbeef_01234567 v3=80ff7f01_01fe7f81_deadbeef_89abcdef | v1=00000000_ff000100_00000000_78787878

# vsubuhm
10221c40 vsubuhm v1,v2,v3               | v2=00010203_04050607_08090a0b_0c0d0e0f v3=01020304_ff00ff80_00000001_7fffffff | v1=fefffeff_05050687_08090a0a_8c0e0e10
10221c40 vsubuhm v1,v2,v3               | v2=7fff8000_80007fff_ffffffff_00000001 v3=80007fff_00010001_00000002_ffffffff | v1=ffff0001_7fff7ffe_fffffffd_00010002
10221c40 vsubuhm v1,v2,v3               | v2=80ff7f01_00fe8081_deadbeef_01234567 v3=80ff7f01_01fe7f81_deadbeef_89abcdef | v1=00000000_ff000100_00000000_77787778

# vsubuwm
10221c80 vsubuwm v1,v2,v3               | v2=00010203_04050607_08090a0b_0c0d0e0f v3=01020304_ff00ff80_00000001_7fffffff | v1=fefefeff_05040687_08090a0a_8c0d0e10
10221c80 vsubuwm v1,v2,v3               | v2=7fff8000_80007fff_ffffffff_00000001 v3=80007fff_00010001_00000002_ffffffff | v1=ffff0001_7fff7ffe_fffffffd_00000002
10221c80 vsubuwm v1,v2,v3               | v2=80ff7f01_00fe8081_deadbeef_01234567 v3=80ff7f01_01fe7f81_deadbeef_89abcdef | v1=00000000_ff000100_00000000_77777778

# vsububs
10221e00 vsububs v1,v2,v3               | v2=00010203_04050607_08090a0b_0c0d0e0f v3=01020304_ff00ff80_00000001_7fffffff | v1=00000000_00050000_08090a0a_00000000 vscr=1
10221e00 vsububs v1,v2,v3               | v2=7fff8000_80007fff_ffffffff_00000001 v3=80007fff_00010001_00000002_ffffffff | v1=00ff0100_80007ffe_fffffffd_00000000 vscr=1
10221e00 vsububs v1,v2,v3               | v2=80ff7f01_00fe8081_deadbeef_01234567 v3=80ff7f01_01fe7f81_deadbeef_89abcdef | v1=00000000_00000100_00000000_00000000 vscr=1

# vsubuhs
10221e40 vsubuhs v1,v2,v3               | v2=00010203_04050607_08090a0b_0c0d0e0f v3=01020304_ff00ff80_00000001_7fffffff | v1=00000000_00000000_08090a0a_00000000 vscr=1
10221e40 vsubuhs v1,v2,v3               | v2=7fff8000_80007fff_ffffffff_00000001 v3=80007fff_00010001_00000002_ffffffff | v1=00000001_7fff7ffe_fffffffd_00000000 vscr=1
10221e40 vsubuhs v1,v2,v3               | v2=80ff7f01_00fe8081_deadbeef_01234567 v3=80ff7f01_01fe7f81_deadbeef_89abcdef | v1=00000000_00000100_00000000_00000000 vscr=1

# vsubuws
10221e80 vsubuws v1,v2,v3               | v2=00010203_04050607_08090a0b_0c0d0e0f v3=01020304_ff00ff80_00000001_7fffffff | v1=00000000_00000000_08090a0a_00000000 vscr=1
10221e80 vsubuws v1,v2,v3               | v2=7fff8000_80007fff_ffffffff_00000001 v3=80007fff_00010001_00000002_ffffffff | v1=00000000_7fff7ffe_fffffffd_00000000 vscr=1
10221e80 vsubuws v1,v2,v3               | v2=80ff7f01_00fe8081_deadbeef_01234567 v3=80ff7f01_01fe7f81_deadbeef_89abcdef | v1=00000000_00000000_00000000_00000000 vscr=1

# vsubsbs
10221f00 vsubsbs v1,v2,v3               | v2=00010203_04050607_08090a0b_0c0d0e0f v3=01020304_ff00ff80_00000001_7fffffff | v1=ffffffff_0505077f_08090a0a_8d0e0f10 vscr=1
10221f00 vsubsbs v1,v2,v3               | v2=7fff8000_80007fff_ffffffff_00000001 v3=80007fff_00010001_00000002_ffffffff | v1=7fff8001_80ff7ffe_fffffffd_01010102 vscr=1
10221f00 vsubsbs v1,v2,v3               | v2=80ff7f01_00fe8081_deadbeef_01234567 v3=80ff7f01_01fe7f81_deadbeef_89abcdef | v1=00000000_ff008000_00000000_78787878 vscr=1

# vsubshs
10221f40 vsubshs v1,v2,v3               | v2=00010203_04050607_08090a0b_0c0d0e0f v3=01020304_ff00ff80_00000001_7fffffff | v1=fefffeff_05050687_08090a0a_8c0e0e10
10221f40 vsubshs v1,v2,v3               | v2=7fff8000_80007fff_ffffffff_00000001 v3=80007fff_00010001_00000002_ffffffff | v1=7fff8000_80007ffe_fffffffd_00010002 vscr=1
10221f40 vsubshs v1,v2,v3               | v2=80ff7f01_00fe8081_deadbeef_01234567 v3=80ff7f01_01fe7f81_deadbeef_89abcdef | v1=00000000_ff008000_00000000_77787778 vscr=1

# vsubsws
10221f80 vsubsws v1,v2,v3               | v2=00010203_04050607_08090a0b_0c0d0e0f v3=01020304_ff00ff80_00000001_7fffffff | v1=fefefeff_05040687_08090a0a_8c0d0e10
10221f80 vsubsws v1,v2,v3               | v2=7fff8000_80007fff_ffffffff_00000001 v3=80007fff_00010001_00000002_ffffffff | v1=7fffffff_80000000_fffffffd_00000002 vscr=1
10221f80 vsubsws v1,v2,v3               | v2=80ff7f01_00fe8081_deadbeef_01234567 v3=80ff7f01_01fe7f81_deadbeef_89abcdef | v1=00000000_ff000100_00000000_77777778

# vmuleub
10221a08 vmuleub v1,v2,v3               | v2=00010203_04050607_08090a0b_0c0d0e0f v3=01020304_ff00ff80_00000001_7fffffff | v1=00000006_03fc05fa_00000000_05f40df2
10221a08 vmuleub v1,v2,v3               | v2=7fff8000_80007fff_ffffffff_00000001 v3=80007fff_00010001_00000002_ffffffff | v1=3f803f80_00000000_00000000_00000000
10221a08 vmuleub v1,v2,v3               | v2=80ff7f01_00fe8081_deadbeef_01234567 v3=80ff7f01_01fe7f81_deadbeef_89abcdef | v1=40003f01_00003f80_c0848d04_00893741

# vmuleuh
10221a48 vmuleuh v1,v2,v3               | v2=00010203_04050607_08090a0b_0c0d0e0f v3=01020304_ff00ff80_00000001_7fffffff | v1=00000102_0400fb00_00000000_060673f3
10221a48 vmuleuh v1,v2,v3               | v2=7fff8000_80007fff_ffffffff_00000001 v3=80007fff_00010001_00000002_ffffffff | v1=3fff8000_00008000_00000000_00000000
10221a48 vmuleuh v1,v2,v3               | v2=80ff7f01_00fe8081_deadbeef_01234567 v3=80ff7f01_01fe7f81_deadbeef_89abcdef | v1=40fffe01_0001fa04_c1b080e9_009c7d61

# vmulesb
10221b08 vmulesb v1,v2,v3               | v2=00010203_04050607_08090a0b_0c0d0e0f v3=01020304_ff00ff80_00000001_7fffffff | v1=00000006_fffcfffa_00000000_05f4fff2
10221b08 vmulesb v1,v2,v3               | v2=7fff8000_80007fff_ffffffff_00000001 v3=80007fff_00010001_00000002_ffffffff | v1=c080c080_00000000_00000000_00000000
10221b08 vmulesb v1,v2,v3               | v2=80ff7f01_00fe8081_deadbeef_01234567 v3=80ff7f01_01fe7f81_deadbeef_89abcdef | v1=40003f01_0000c080_04841104_ff89f241

# vmulesh
10221b48 vmulesh v1,v2,v3               | v2=00010203_04050607_08090a0b_0c0d0e0f v3=01020304_ff00ff80_00000001_7fffffff | v1=00000102_fffbfb00_00000000_060673f3
10221b48 vmulesh v1,v2,v3               | v2=7fff8000_80007fff_ffffffff_00000001 v3=80007fff_00010001_00000002_ffffffff | v1=c0008000_ffff8000_00000000_00000000
10221b48 vmulesh v1,v2,v3               | v2=80ff7f01_00fe8081_deadbeef_01234567 v3=80ff7f01_01fe7f81_deadbeef_89abcdef | v1=3f01fe01_0001fa04_045680e9_ff797d61

# vmuloub
10221808 vmuloub v1,v2,v3               | v2=00010203_04050607_08090a0b_0c0d0e0f v3=01020304_ff00ff80_00000001_7fffffff | v1=0002000c_00000380_0000000b_0cf30ef1
10221808 vmuloub v1,v2,v3               | v2=7fff8000_80007fff_ffffffff_00000001 v3=80007fff_00010001_00000002_ffffffff | v1=00000000_000000ff_000001fe_000000ff
10221808 vmuloub v1,v2,v3               | v2=80ff7f01_00fe8081_deadbeef_01234567 v3=80ff7f01_01fe7f81_deadbeef_89abcdef | v1=fe010001_fc044101_74e9df21_17616029

# vmulouh
10221848 vmulouh v1,v2,v3               | v2=00010203_04050607_08090a0b_0c0d0e0f v3=01020304_ff00ff80_00000001_7fffffff | v1=0006110c_0603fc80_00000a0b_0e0ef1f1
10221848 vmulouh v1,v2,v3               | v2=7fff8000_80007fff_ffffffff_00000001 v3=80007fff_00010001_00000002_ffffffff | v1=3fff8000_00007fff_0001fffe_0000ffff
10221848 vmulouh v1,v2,v3               | v2=80ff7f01_00fe8081_deadbeef_01234567 v3=80ff7f01_01fe7f81_deadbeef_89abcdef | v1=3f01fe01_4000c001_8e67a321_37d44629

# vmulosb
10221908 vmulosb v1,v2,v3               | v2=00010203_04050607_08090a0b_0c0d0e0f v3=01020304_ff00ff80_00000001_7fffffff | v1=0002000c_0000fc80_0000000b_fff3fff1
10221908 vmulosb v1,v2,v3               | v2=7fff8000_80007fff_ffffffff_00000001 v3=80007fff_00010001_00000002_ffffffff | v1=00000000_0000ffff_0000fffe_0000ffff
10221908 vmulosb v1,v2,v3               | v2=80ff7f01_00fe8081_deadbeef_01234567 v3=80ff7f01_01fe7f81_deadbeef_89abcdef | v1=00010001_00043f01_1ae90121_f461f929

# vmulosh
10221948 vmulosh v1,v2,v3               | v2=00010203_04050607_08090a0b_0c0d0e0f v3=01020304_ff00ff80_00000001_7fffffff | v1=0006110c_fffcfc80_00000a0b_fffff1f1
10221948 vmulosh v1,v2,v3               | v2=7fff8000_80007fff_ffffffff_00000001 v3=80007fff_00010001_00000002_ffffffff | v1=c0008000_00007fff_fffffffe_ffffffff
10221948 vmulosh v1,v2,v3               | v2=80ff7f01_00fe8081_deadbeef_01234567 v3=80ff7f01_01fe7f81_deadbeef_89abcdef | v1=3f01fe01_c07fc001_1089a321_f26d4629

# vmhaddshs
10221920 vmhaddshs v1,v2,v3,v4          | v2=00010203_04050607_08090a0b_0c0d0e0f v3=01020304_ff00ff80_00000001_7fffffff v4=1f1e1d1c_1b1a1918_17161514_13121110 | v1=1f1e1d28_1b111911_17161514_1f1e110f
10221920 vmhaddshs v1,v2,v3,v4          | v2=7fff8000_80007fff_ffffffff_00000001 v3=80007fff_00010001_00000002_ffffffff v4=00000001_80000000_7fffffff_ffffffff | v1=80018002_80000000_7ffffffe_fffffffe vscr=1
10221920 vmhaddshs v1,v2,v3,v4          | v2=80ff7f01_00fe8081_deadbeef_01234567 v3=80ff7f01_01fe7f81_deadbeef_89abcdef v4=00112233_44556677_8899aabb_ccddeeff | v1=7e147fff_4458e776_9146cbce_cbcfd3d9 vscr=1

# vmhraddshs
10221921 vmhraddshs v1,v2,v3,v4         | v2=00010203_04050607_08090a0b_0c0d0e0f v3=01020304_ff00ff80_00000001_7fffffff v4=1f1e1d1c_1b1a1918_17161514_13121110 | v1=1f1e1d28_1b121912_17161514_1f1f1110
10221921 vmhraddshs v1,v2,v3,v4         | v2=7fff8000_80007fff_ffffffff_00000001 v3=80007fff_00010001_00000002_ffffffff v4=00000001_80000000_7fffffff_ffffffff | v1=80018002_80000001_7fffffff_ffffffff vscr=1
10221921 vmhraddshs v1,v2,v3,v4         | v2=80ff7f01_00fe8081_deadbeef_01234567 v3=80ff7f01_01fe7f81_deadbeef_89abcdef v4=00112233_44556677_8899aabb_ccddeeff | v1=7e157fff_4459e777_9146cbce_cbd0d3da vscr=1

# vmladduhm
10221922 vmladduhm v1,v2,v3,v4          | v2=00010203_04050607_08090a0b_0c0d0e0f v3=01020304_ff00ff80_00000001_7fffffff v4=1f1e1d1c_1b1a1918_17161514_13121110 | v1=20202e28_161a1598_17161f1f_87050301
10221922 vmladduhm v1,v2,v3,v4          | v2=7fff8000_80007fff_ffffffff_00000001 v3=80007fff_00010001_00000002_ffffffff v4=00000001_80000000_7fffffff_ffffffff | v1=80008001_00007fff_7ffffffd_fffffffe
10221922 vmladduhm v1,v2,v3,v4          | v2=80ff7f01_00fe8081_deadbeef_01234567 v3=80ff7f01_01fe7f81_deadbeef_89abcdef v4=00112233_44556677_8899aabb_ccddeeff | v1=fe122034_3e592678_09824ddc_4a3e3528

# vmsumubm
10221924 vmsumubm v1,v2,v3,v4           | v2=00010203_04050607_08090a0b_0c0d0e0f v3=01020304_ff00ff80_00000001_7fffffff v4=1f1e1d1c_1b1a1918_17161514_13121110 | v1=1f1e1d30_1b1a268e_1716151f_131240da
10221924 vmsumubm v1,v2,v3,v4           | v2=7fff8000_80007fff_ffffffff_00000001 v3=80007fff_00010001_00000002_ffffffff v4=00000001_80000000_7fffffff_ffffffff | v1=00007f01_800000ff_800001fd_000000fe
10221924 vmsumubm v1,v2,v3,v4           | v2=80ff7f01_00fe8081_deadbeef_01234567 v3=80ff7f01_01fe7f81_deadbeef_89abcdef v4=00112233_44556677_8899aabb_ccddeeff | v1=00129f36_4456e2fc_889c4c4d_ccde9e53

# vmsummbm
10221925 vmsummbm v1,v2,v3,v4           | v2=00010203_04050607_08090a0b_0c0d0e0f v3=01020304_ff00ff80_00000001_7fffffff v4=1f1e1d1c_1b1a1918_17161514_13121110 | v1=1f1e1d30_1b1a268e_1716151f_131240da
10221925 vmsummbm v1,v2,v3,v4           | v2=7fff8000_80007fff_ffffffff_00000001 v3=80007fff_00010001_00000002_ffffffff v4=00000001_80000000_7fffffff_ffffffff | v1=00000001_7fffffff_7ffffffd_000000fe
10221925 vmsummbm v1,v2,v3,v4           | v2=80ff7f01_00fe8081_deadbeef_01234567 v3=80ff7f01_01fe7f81_deadbeef_89abcdef v4=00112233_44556677_8899aabb_ccddeeff | v1=00112036_4454e4fc_8899144d_ccde9e53

# vmsumuhm
10221926 vmsumuhm v1,v2,v3,v4           | v2=00010203_04050607_08090a0b_0c0d0e0f v3=01020304_ff00ff80_00000001_7fffffff v4=1f1e1d1c_1b1a1918_17161514_13121110 | v1=1f242f2a_251f1098_17161f1f_272776f4
10221926 vmsumuhm v1,v2,v3,v4           | v2=7fff8000_80007fff_ffffffff_00000001 v3=80007fff_00010001_00000002_ffffffff v4=00000001_80000000_7fffffff_ffffffff | v1=7fff0001_8000ffff_8001fffd_0000fffe
10221926 vmsumuhm v1,v2,v3,v4           | v2=80ff7f01_00fe8081_deadbeef_01234567 v3=80ff7f01_01fe7f81_deadbeef_89abcdef v4=00112233_44556677_8899aabb_ccddeeff | v1=80131e35_8458207c_d8b1cec5_054eb289

# vmsumuhs
10221927 vmsumuhs v1,v2,v3,v4           | v2=00010203_04050607_08090a0b_0c0d0e0f v3=01020304_ff00ff80_00000001_7fffffff v4=1f1e1d1c_1b1a1918_17161514_13121110 | v1=1f242f2a_251f1098_17161f1f_272776f4
10221927 vmsumuhs v1,v2,v3,v4           | v2=7fff8000_80007fff_ffffffff_00000001 v3=80007fff_00010001_00000002_ffffffff v4=00000001_80000000_7fffffff_ffffffff | v1=7fff0001_8000ffff_8001fffd_ffffffff vscr=1
10221927 vmsumuhs v1,v2,v3,v4           | v2=80ff7f01_00fe8081_deadbeef_01234567 v3=80ff7f01_01fe7f81_deadbeef_89abcdef v4=00112233_44556677_8899aabb_ccddeeff | v1=80131e35_8458207c_ffffffff_ffffffff vscr=1

# vmsumshm
10221928 vmsumshm v1,v2,v3,v4           | v2=00010203_04050607_08090a0b_0c0d0e0f v3=01020304_ff00ff80_00000001_7fffffff v4=1f1e1d1c_1b1a1918_17161514_13121110 | v1=1f242f2a_1b131098_17161f1f_191876f4
10221928 vmsumshm v1,v2,v3,v4           | v2=7fff8000_80007fff_ffffffff_00000001 v3=80007fff_00010001_00000002_ffffffff v4=00000001_80000000_7fffffff_ffffffff | v1=80010001_7fffffff_7ffffffd_fffffffe
10221928 vmsumshm v1,v2,v3,v4           | v2=80ff7f01_00fe8081_deadbeef_01234567 v3=80ff7f01_01fe7f81_deadbeef_89abcdef v4=00112233_44556677_8899aabb_ccddeeff | v1=7e151e35_04d7207c_9d79cec5_bec4b289

# vmsumshs
10221929 vmsumshs v1,v2,v3,v4           | v2=00010203_04050607_08090a0b_0c0d0e0f v3=01020304_ff00ff80_00000001_7fffffff v4=1f1e1d1c_1b1a1918_17161514_13121110 | v1=1f242f2a_1b131098_17161f1f_191876f4
10221929 vmsumshs v1,v2,v3,v4           | v2=7fff8000_80007fff_ffffffff_00000001 v3=80007fff_00010001_00000002_ffffffff v4=00000001_80000000_7fffffff_ffffffff | v1=80010001_80000000_7ffffffd_fffffffe vscr=1
10221929 vmsumshs v1,v2,v3,v4           | v2=80ff7f01_00fe8081_deadbeef_01234567 v3=80ff7f01_01fe7f81_deadbeef_89abcdef v4=00112233_44556677_8899aabb_ccddeeff | v1=7e151e35_04d7207c_9d79cec5_bec4b289

# vsumsws
10221f88 vsumsws v1,v2,v3               | v2=00010203_04050607_08090a0b_0c0d0e0f v3=01020304_ff00ff80_00000001_7fffffff | v1=00000000_00000000_00000000_7fffffff vscr=1
10221f88 vsumsws v1,v2,v3               | v2=7fff8000_80007fff_ffffffff_00000001 v3=80007fff_00010001_00000002_ffffffff | v1=00000000_00000000_00000000_fffffffe
10221f88 vsumsws v1,v2,v3               | v2=80ff7f01_00fe8081_deadbeef_01234567 v3=80ff7f01_01fe7f81_deadbeef_89abcdef | v1=00000000_00000000_00000000_80000000 vscr=1

# vsum2sws
10221e88 vsum2sws v1,v2,v3              | v2=00010203_04050607_08090a0b_0c0d0e0f v3=01020304_ff00ff80_00000001_7fffffff | v1=00000000_0307078a_00000000_7fffffff vscr=1
10221e88 vsum2sws v1,v2,v3              | v2=7fff8000_80007fff_ffffffff_00000001 v3=80007fff_00010001_00000002_ffffffff | v1=00000000_00010000_00000000_ffffffff
10221e88 vsum2sws v1,v2,v3              | v2=80ff7f01_00fe8081_deadbeef_01234567 v3=80ff7f01_01fe7f81_deadbeef_89abcdef | v1=00000000_83fc7f03_00000000_80000000 vscr=1

# vsum4sbs
10221f08 vsum4sbs v1,v2,v3              | v2=00010203_04050607_08090a0b_0c0d0e0f v3=01020304_ff00ff80_00000001_7fffffff | v1=0102030a_ff00ff96_00000027_7fffffff vscr=1
10221f08 vsum4sbs v1,v2,v3              | v2=7fff8000_80007fff_ffffffff_00000001 v3=80007fff_00010001_00000002_ffffffff | v1=80007ffd_0000ffff_fffffffe_00000000
10221f08 vsum4sbs v1,v2,v3              | v2=80ff7f01_00fe8081_deadbeef_01234567 v3=80ff7f01_01fe7f81_deadbeef_89abcdef | v1=80ff7f00_01fe7e80_deadbe27_89abcebf

# vsum4shs
10221e48 vsum4shs v1,v2,v3              | v2=00010203_04050607_08090a0b_0c0d0e0f v3=01020304_ff00ff80_00000001_7fffffff | v1=01020508_ff01098c_00001215_7fffffff vscr=1
10221e48 vsum4shs v1,v2,v3              | v2=7fff8000_80007fff_ffffffff_00000001 v3=80007fff_00010001_00000002_ffffffff | v1=80007ffe_00010000_00000000_00000000
10221e48 vsum4shs v1,v2,v3              | v2=80ff7f01_00fe8081_deadbeef_01234567 v3=80ff7f01_01fe7f81_deadbeef_89abcdef | v1=80ff7f01_01fe0100_dead5c8b_89ac1479

# vsum4ubs
10221e08 vsum4ubs v1,v2,v3              | v2=00010203_04050607_08090a0b_0c0d0e0f v3=01020304_ff00ff80_00000001_7fffffff | v1=0102030a_ff00ff96_00000027_80000035
10221e08 vsum4ubs v1,v2,v3              | v2=7fff8000_80007fff_ffffffff_00000001 v3=80007fff_00010001_00000002_ffffffff | v1=800081fd_000101ff_000003fe_ffffffff vscr=1
10221e08 vsum4ubs v1,v2,v3              | v2=80ff7f01_00fe8081_deadbeef_01234567 v3=80ff7f01_01fe7f81_deadbeef_89abcdef | v1=80ff8100_01fe8180_deadc227_89abcebf

# vavgsb
10221d02 vavgsb v1,v2,v3                | v2=00010203_04050607_08090a0b_0c0d0e0f v3=01020304_ff00ff80_00000001_7fffffff | v1=01020304_020303c4_04050506_46060707
10221d02 vavgsb v1,v2,v3                | v2=7fff8000_80007fff_ffffffff_00000001 v3=80007fff_00010001_00000002_ffffffff | v1=00000000_c0014000_00000001_00000000
10221d02 vavgsb v1,v2,v3                | v2=80ff7f01_00fe8081_deadbeef_01234567 v3=80ff7f01_01fe7f81_deadbeef_89abcdef | v1=80ff7f01_01fe0081_deadbeef_c5e7092b

# vavgsh
10221d42 vavgsh v1,v2,v3                | v2=00010203_04050607_08090a0b_0c0d0e0f v3=01020304_ff00ff80_00000001_7fffffff | v1=00820284_018302c4_04050506_46060707
10221d42 vavgsh v1,v2,v3                | v2=7fff8000_80007fff_ffffffff_00000001 v3=80007fff_00010001_00000002_ffffffff | v1=00000000_c0014000_00000001_00000000
10221d42 vavgsh v1,v2,v3                | v2=80ff7f01_00fe8081_deadbeef_01234567 v3=80ff7f01_01fe7f81_deadbeef_89abcdef | v1=80ff7f01_017e0001_deadbeef_c56709ab

# vavgsw
10221d82 vavgsw v1,v2,v3                | v2=00010203_04050607_08090a0b_0c0d0e0f v3=01020304_ff00ff80_00000001_7fffffff | v1=00818284_018302c4_04048506_46068707
10221d82 vavgsw v1,v2,v3                | v2=7fff8000_80007fff_ffffffff_00000001 v3=80007fff_00010001_00000002_ffffffff | v1=00000000_c000c000_00000001_00000000
10221d82 vavgsw v1,v2,v3                | v2=80ff7f01_00fe8081_deadbeef_01234567 v3=80ff7f01_01fe7f81_deadbeef_89abcdef | v1=80ff7f01_017e8001_deadbeef_c56789ab

# vavgub
10221c02 vavgub v1,v2,v3                | v2=00010203_04050607_08090a0b_0c0d0e0f v3=01020304_ff00ff80_00000001_7fffffff | v1=01020304_82038344_04050506_46868787
10221c02 vavgub v1,v2,v3                | v2=7fff8000_80007fff_ffffffff_00000001 v3=80007fff_00010001_00000002_ffffffff | v1=80808080_40014080_80808081_80808080
10221c02 vavgub v1,v2,v3                | v2=80ff7f01_00fe8081_deadbeef_01234567 v3=80ff7f01_01fe7f81_deadbeef_89abcdef | v1=80ff7f01_01fe8081_deadbeef_456789ab

# vavguh
10221c42 vavguh v1,v2,v3                | v2=00010203_04050607_08090a0b_0c0d0e0f v3=01020304_ff00ff80_00000001_7fffffff | v1=00820284_818382c4_04050506_46068707
10221c42 vavguh v1,v2,v3                | v2=7fff8000_80007fff_ffffffff_00000001 v3=80007fff_00010001_00000002_ffffffff | v1=80008000_40014000_80008001_80008000
10221c42 vavguh v1,v2,v3                | v2=80ff7f01_00fe8081_deadbeef_01234567 v3=80ff7f01_01fe7f81_deadbeef_89abcdef | v1=80ff7f01_017e8001_deadbeef_456789ab

# vavguw
10221c82 vavguw v1,v2,v3                | v2=00010203_04050607_08090a0b_0c0d0e0f v3=01020304_ff00ff80_00000001_7fffffff | v1=00818284_818302c4_04048506_46068707
10221c82 vavguw v1,v2,v3                | v2=7fff8000_80007fff_ffffffff_00000001 v3=80007fff_00010001_00000002_ffffffff | v1=80000000_4000c000_80000001_80000000
10221c82 vavguw v1,v2,v3                | v2=80ff7f01_00fe8081_deadbeef_01234567 v3=80ff7f01_01fe7f81_deadbeef_89abcdef | v1=80ff7f01_017e8001_deadbeef_456789ab

# vmaxsb
10221902 vmaxsb v1,v2,v3                | v2=00010203_04050607_08090a0b_0c0d0e0f v3=01020304_ff00ff80_00000001_7fffffff | v1=01020304_04050607_08090a0b_7f0d0e0f
10221902 vmaxsb v1,v2,v3                | v2=7fff8000_80007fff_ffffffff_00000001 v3=80007fff_00010001_00000002_ffffffff | v1=7f007f00_00017f01_00000002_00000001
10221902 vmaxsb v1,v2,v3                | v2=80ff7f01_00fe8081_deadbeef_01234567 v3=80ff7f01_01fe7f81_deadbeef_89abcdef | v1=80ff7f01_01fe7f81_deadbeef_01234567

# vmaxsh
10221942 vmaxsh v1,v2,v3                | v2=00010203_04050607_08090a0b_0c0d0e0f v3=01020304_ff00ff80_00000001_7fffffff | v1=01020304_04050607_08090a0b_7fff0e0f
10221942 vmaxsh v1,v2,v3                | v2=7fff8000_80007fff_ffffffff_00000001 v3=80007fff_00010001_00000002_ffffffff | v1=7fff7fff_00017fff_00000002_00000001
10221942 vmaxsh v1,v2,v3                | v2=80ff7f01_00fe8081_deadbeef_01234567 v3=80ff7f01_01fe7f81_deadbeef_89abcdef | v1=80ff7f01_01fe7f81_deadbeef_01234567

# vmaxsw
10221982 vmaxsw v1,v2,v3                | v2=00010203_04050607_08090a0b_0c0d0e0f v3=01020304_ff00ff80_00000001_7fffffff | v1=01020304_04050607_08090a0b_7fffffff
10221982 vmaxsw v1,v2,v3                | v2=7fff8000_80007fff_ffffffff_00000001 v3=80007fff_00010001_00000002_ffffffff | v1=7fff8000_00010001_00000002_00000001
10221982 vmaxsw v1,v2,v3                | v2=80ff7f01_00fe8081_deadbeef_01234567 v3=80ff7f01_01fe7f81_deadbeef_89abcdef | v1=80ff7f01_01fe7f81_deadbeef_01234567

# vmaxub
10221802 vmaxub v1,v2,v3                | v2=00010203_04050607_08090a0b_0c0d0e0f v3=01020304_ff00ff80_00000001_7fffffff | v1=01020304_ff05ff80_08090a0b_7fffffff
10221802 vmaxub v1,v2,v3                | v2=7fff8000_80007fff_ffffffff_00000001 v3=80007fff_00010001_00000002_ffffffff | v1=80ff80ff_80017fff_ffffffff_ffffffff
10221802 vmaxub v1,v2,v3                | v2=80ff7f01_00fe8081_deadbeef_01234567 v3=80ff7f01_01fe7f81_deadbeef_89abcdef | v1=80ff7f01_01fe8081_deadbeef_89abcdef

# vmaxuh
10221842 vmaxuh v1,v2,v3                | v2=00010203_04050607_08090a0b_0c0d0e0f v3=01020304_ff00ff80_00000001_7fffffff | v1=01020304_ff00ff80_08090a0b_7fffffff
10221842 vmaxuh v1,v2,v3                | v2=7fff8000_80007fff_ffffffff_00000001 v3=80007fff_00010001_00000002_ffffffff | v1=80008000_80007fff_ffffffff_ffffffff
10221842 vmaxuh v1,v2,v3                | v2=80ff7f01_00fe8081_deadbeef_01234567 v3=80ff7f01_01fe7f81_deadbeef_89abcdef | v1=80ff7f01_01fe8081_deadbeef_89abcdef

# vmaxuw
10221882 vmaxuw v1,v2,v3                | v2=00010203_04050607_08090a0b_0c0d0e0f v3=01020304_ff00ff80_00000001_7fffffff | v1=01020304_ff00ff80_08090a0b_7fffffff
10221882 vmaxuw v1,v2,v3                | v2=7fff8000_80007fff_ffffffff_00000001 v3=80007fff_00010001_00000002_ffffffff | v1=80007fff_80007fff_ffffffff_ffffffff
10221882 vmaxuw v1,v2,v3                | v2=80ff7f01_00fe8081_deadbeef_01234567 v3=80ff7f01_01fe7f81_deadbeef_89abcdef | v1=80ff7f01_01fe7f81_deadbeef_89abcdef

# vminsb
10221b02 vminsb v1,v2,v3                | v2=00010203_04050607_08090a0b_0c0d0e0f v3=01020304_ff00ff80_00000001_7fffffff | v1=00010203_ff00ff80_00000001_0cffffff
10221b02 vminsb v1,v2,v3                | v2=7fff8000_80007fff_ffffffff_00000001 v3=80007fff_00010001_00000002_ffffffff | v1=80ff80ff_800000ff_ffffffff_ffffffff
10221b02 vminsb v1,v2,v3                | v2=80ff7f01_00fe8081_deadbeef_01234567 v3=80ff7f01_01fe7f81_deadbeef_89abcdef | v1=80ff7f01_00fe8081_deadbeef_89abcdef

# vminsh
10221b42 vminsh v1,v2,v3                | v2=00010203_04050607_08090a0b_0c0d0e0f v3=01020304_ff00ff80_00000001_7fffffff | v1=00010203_ff00ff80_00000001_0c0dffff
10221b42 vminsh v1,v2,v3                | v2=7fff8000_80007fff_ffffffff_00000001 v3=80007fff_00010001_00000002_ffffffff | v1=80008000_80000001_ffffffff_ffffffff
10221b42 vminsh v1,v2,v3                | v2=80ff7f01_00fe8081_deadbeef_01234567 v3=80ff7f01_01fe7f81_deadbeef_89abcdef | v1=80ff7f01_00fe8081_deadbeef_89abcdef

# vminsw
10221b82 vminsw v1,v2,v3                | v2=00010203_04050607_08090a0b_0c0d0e0f v3=01020304_ff00ff80_00000001_7fffffff | v1=00010203_ff00ff80_00000001_0c0d0e0f
10221b82 vminsw v1,v2,v3                | v2=7fff8000_80007fff_ffffffff_00000001 v3=80007fff_00010001_00000002_ffffffff | v1=80007fff_80007fff_ffffffff_ffffffff
10221b82 vminsw v1,v2,v3                | v2=80ff7f01_00fe8081_deadbeef_01234567 v3=80ff7f01_01fe7f81_deadbeef_89abcdef | v1=80ff7f01_00fe8081_deadbeef_89abcdef

# vminub
10221a02 vminub v1,v2,v3                | v2=00010203_04050607_08090a0b_0c0d0e0f v3=01020304_ff00ff80_00000001_7fffffff | v1=00010203_04000607_00000001_0c0d0e0f
10221a02 vminub v1,v2,v3                | v2=7fff8000_80007fff_ffffffff_00000001 v3=80007fff_00010001_00000002_ffffffff | v1=7f007f00_00000001_00000002_00000001
10221a02 vminub v1,v2,v3                | v2=80ff7f01_00fe8081_deadbeef_01234567 v3=80ff7f01_01fe7f81_deadbeef_89abcdef | v1=80ff7f01_00fe7f81_deadbeef_01234567

# vminuh
10221a42 vminuh v1,v2,v3                | v2=00010203_04050607_08090a0b_0c0d0e0f v3=01020304_ff00ff80_00000001_7fffffff | v1=00010203_04050607_00000001_0c0d0e0f
10221a42 vminuh v1,v2,v3                | v2=7fff8000_80007fff_ffffffff_00000001 v3=80007fff_00010001_00000002_ffffffff | v1=7fff7fff_00010001_00000002_00000001
10221a42 vminuh v1,v2,v3                | v2=80ff7f01_00fe8081_deadbeef_01234567 v3=80ff7f01_01fe7f81_deadbeef_89abcdef | v1=80ff7f01_00fe7f81_deadbeef_01234567

# vminuw
10221a82 vminuw v1,v2,v3                | v2=00010203_04050607_08090a0b_0c0d0e0f v3=01020304_ff00ff80_00000001_7fffffff | v1=00010203_04050607_00000001_0c0d0e0f
10221a82 vminuw v1,v2,v3                | v2=7fff8000_80007fff_ffffffff_00000001 v3=80007fff_00010001_00000002_ffffffff | v1=7fff8000_00010001_00000002_00000001
10221a82 vminuw v1,v2,v3                | v2=80ff7f01_00fe8081_deadbeef_01234567 v3=80ff7f01_01fe7f81_deadbeef_89abcdef | v1=80ff7f01_00fe8081_deadbeef_01234567

# vcmpequb{.}
10221806 vcmpequb v1,v2,v3              | v2=00010203_04050607_08090a0b_0c0d0e0f v3=01020304_ff00ff80_00000001_7fffffff | v1=00000000_00000000_00000000_00000000
10221c06 vcmpequb. v1,v2,v3             | v2=7fff8000_80007fff_ffffffff_00000001 v3=80007fff_00010001_00000002_ffffffff | v1=00000000_00000000_00000000_00000000 cr6=2
10221806 vcmpequb v1,v2,v3              | v2=80ff7f01_00fe8081_deadbeef_01234567 v3=80ff7f01_01fe7f81_deadbeef_89abcdef | v1=ffffffff_00ff00ff_ffffffff_00000000

# vcmpequh{.}
10221846 vcmpequh v1,v2,v3              | v2=00010203_04050607_08090a0b_0c0d0e0f v3=01020304_ff00ff80_00000001_7fffffff | v1=00000000_00000000_00000000_00000000
10221c46 vcmpequh. v1,v2,v3             | v2=7fff8000_80007fff_ffffffff_00000001 v3=80007fff_00010001_00000002_ffffffff | v1=00000000_00000000_00000000_00000000 cr6=2
10221846 vcmpequh v1,v2,v3              | v2=80ff7f01_00fe8081_deadbeef_01234567 v3=80ff7f01_01fe7f81_deadbeef_89abcdef | v1=ffffffff_00000000_ffffffff_00000000

# vcmpequw{.}
10221886 vcmpequw v1,v2,v3              | v2=00010203_04050607_08090a0b_0c0d0e0f v3=01020304_ff00ff80_00000001_7fffffff | v1=00000000_00000000_00000000_00000000
10221c86 vcmpequw. v1,v2,v3             | v2=7fff8000_80007fff_ffffffff_00000001 v3=80007fff_00010001_00000002_ffffffff | v1=00000000_00000000_00000000_00000000 cr6=2
10221886 vcmpequw v1,v2,v3              | v2=80ff7f01_00fe8081_deadbeef_01234567 v3=80ff7f01_01fe7f81_deadbeef_89abcdef | v1=ffffffff_00000000_ffffffff_00000000

# vcmpgtsb{.}
10221b06 vcmpgtsb v1,v2,v3              | v2=00010203_04050607_08090a0b_0c0d0e0f v3=01020304_ff00ff80_00000001_7fffffff | v1=00000000_ffffffff_ffffffff_00ffffff
10221f06 vcmpgtsb. v1,v2,v3             | v2=7fff8000_80007fff_ffffffff_00000001 v3=80007fff_00010001_00000002_ffffffff | v1=ff0000ff_0000ff00_00000000_ffffffff
10221b06 vcmpgtsb v1,v2,v3              | v2=80ff7f01_00fe8081_deadbeef_01234567 v3=80ff7f01_01fe7f81_deadbeef_89abcdef | v1=00000000_00000000_00000000_ffffffff

# vcmpgtsh{.}
10221b46 vcmpgtsh v1,v2,v3              | v2=00010203_04050607_08090a0b_0c0d0e0f v3=01020304_ff00ff80_00000001_7fffffff | v1=00000000_ffffffff_ffffffff_0000ffff
10221f46 vcmpgtsh. v1,v2,v3             | v2=7fff8000_80007fff_ffffffff_00000001 v3=80007fff_00010001_00000002_ffffffff | v1=ffff0000_0000ffff_00000000_ffffffff
10221b46 vcmpgtsh v1,v2,v3              | v2=80ff7f01_00fe8081_deadbeef_01234567 v3=80ff7f01_01fe7f81_deadbeef_89abcdef | v1=00000000_00000000_00000000_ffffffff

# vcmpgtsw{.}
10221b86 vcmpgtsw v1,v2,v3              | v2=00010203_04050607_08090a0b_0c0d0e0f v3=01020304_ff00ff80_00000001_7fffffff | v1=00000000_ffffffff_ffffffff_00000000
10221f86 vcmpgtsw. v1,v2,v3             | v2=7fff8000_80007fff_ffffffff_00000001 v3=80007fff_00010001_00000002_ffffffff | v1=ffffffff_00000000_00000000_ffffffff
10221b86 vcmpgtsw v1,v2,v3              | v2=80ff7f01_00fe8081_deadbeef_01234567 v3=80ff7f01_01fe7f81_deadbeef_89abcdef | v1=00000000_00000000_00000000_ffffffff

# vcmpgtub{.}
10221a06 vcmpgtub v1,v2,v3              | v2=00010203_04050607_08090a0b_0c0d0e0f v3=01020304_ff00ff80_00000001_7fffffff | v1=00000000_00ff0000_ffffffff_00000000
10221e06 vcmpgtub. v1,v2,v3             | v2=7fff8000_80007fff_ffffffff_00000001 v3=80007fff_00010001_00000002_ffffffff | v1=00ffff00_ff00ffff_ffffffff_00000000
10221a06 vcmpgtub v1,v2,v3              | v2=80ff7f01_00fe8081_deadbeef_01234567 v3=80ff7f01_01fe7f81_deadbeef_89abcdef | v1=00000000_0000ff00_00000000_00000000

# vcmpgtuh{.}
10221a46 vcmpgtuh v1,v2,v3              | v2=00010203_04050607_08090a0b_0c0d0e0f v3=01020304_ff00ff80_00000001_7fffffff | v1=00000000_00000000_ffffffff_00000000
10221e46 vcmpgtuh. v1,v2,v3             | v2=7fff8000_80007fff_ffffffff_00000001 v3=80007fff_00010001_00000002_ffffffff | v1=0000ffff_ffffffff_ffffffff_00000000
10221a46 vcmpgtuh v1,v2,v3              | v2=80ff7f01_00fe8081_deadbeef_01234567 v3=80ff7f01_01fe7f81_deadbeef_89abcdef | v1=00000000_0000ffff_00000000_00000000

# vcmpgtuw{.}
10221a86 vcmpgtuw v1,v2,v3              | v2=00010203_04050607_08090a0b_0c0d0e0f v3=01020304_ff00ff80_00000001_7fffffff | v1=00000000_00000000_ffffffff_00000000
10221e86 vcmpgtuw. v1,v2,v3             | v2=7fff8000_80007fff_ffffffff_00000001 v3=80007fff_00010001_00000002_ffffffff | v1=00000000_ffffffff_ffffffff_00000000
10221a86 vcmpgtuw v1,v2,v3              | v2=80ff7f01_00fe8081_deadbeef_01234567 v3=80ff7f01_01fe7f81_deadbeef_89abcdef | v1=00000000_00000000_00000000_00000000

# vcmpeqfp{.}
102218c6 vcmpeqfp v1,v2,v3              | v2=3f800000_c0200000_40490fdb_42c80000 v3=40000000_3e800000_40490fdb_c2c80000 | v1=00000000_00000000_ffffffff_00000000
10221cc6 vcmpeqfp. v1,v2,v3             | v2=7f800000_ff800000_7fc00001_00000000 v3=7f800000_3f800000_3f800000_80000000 | v1=ffffffff_00000000_00000000_ffffffff
102218c6 vcmpeqfp v1,v2,v3              | v2=00000001_80800000_4f000000_cf000001 v3=3f800000_3f000000_40000000_40000000 vscr=10000 | v1=00000000_00000000_00000000_00000000

# vcmpgefp{.}
102219c6 vcmpgefp v1,v2,v3              | v2=3f800000_c0200000_40490fdb_42c80000 v3=40000000_3e800000_40490fdb_c2c80000 | v1=00000000_00000000_ffffffff_ffffffff
10221dc6 vcmpgefp. v1,v2,v3             | v2=7f800000_ff800000_7fc00001_00000000 v3=7f800000_3f800000_3f800000_80000000 | v1=ffffffff_00000000_00000000_ffffffff
102219c6 vcmpgefp v1,v2,v3              | v2=00000001_80800000_4f000000_cf000001 v3=3f800000_3f000000_40000000_40000000 vscr=10000 | v1=00000000_00000000_ffffffff_00000000

# vcmpgtfp{.}
10221ac6 vcmpgtfp v1,v2,v3              | v2=3f800000_c0200000_40490fdb_42c80000 v3=40000000_3e800000_40490fdb_c2c80000 | v1=00000000_00000000_00000000_ffffffff
10221ec6 vcmpgtfp. v1,v2,v3             | v2=7f800000_ff800000_7fc00001_00000000 v3=7f800000_3f800000_3f800000_80000000 | v1=00000000_00000000_00000000_00000000 cr6=2
10221ac6 vcmpgtfp v1,v2,v3              | v2=00000001_80800000_4f000000_cf000001 v3=3f800000_3f000000_40000000_40000000 vscr=10000 | v1=00000000_00000000_ffffffff_00000000

# vcmpbfp{.}
10221bc6 vcmpbfp v1,v2,v3               | v2=3f800000_c0200000_40490fdb_42c80000 v3=40000000_3e800000_40490fdb_c2c80000 | v1=00000000_40000000_00000000_80000000
10221fc6 vcmpbfp. v1,v2,v3              | v2=7f800000_ff800000_7fc00001_00000000 v3=7f800000_3f800000_3f800000_80000000 | v1=00000000_40000000_c0000000_00000000
10221bc6 vcmpbfp v1,v2,v3               | v2=00000001_80800000_4f000000_cf000001 v3=3f800000_3f000000_40000000_40000000 vscr=10000 | v1=00000000_00000000_80000000_40000000

# vand
10221c04 vand v1,v2,v3                  | v2=00010203_04050607_08090a0b_0c0d0e0f v3=01020304_ff00ff80_00000001_7fffffff | v1=00000200_04000600_00000001_0c0d0e0f
10221c04 vand v1,v2,v3                  | v2=7fff8000_80007fff_ffffffff_00000001 v3=80007fff_00010001_00000002_ffffffff | v1=00000000_00000001_00000002_00000001
10221c04 vand v1,v2,v3                  | v2=80ff7f01_00fe8081_deadbeef_01234567 v3=80ff7f01_01fe7f81_deadbeef_89abcdef | v1=80ff7f01_00fe0081_deadbeef_01234567

# vandc
10221c44 vandc v1,v2,v3                 | v2=00010203_04050607_08090a0b_0c0d0e0f v3=01020304_ff00ff80_00000001_7fffffff | v1=00010003_00050007_08090a0a_00000000
10221c44 vandc v1,v2,v3                 | v2=7fff8000_80007fff_ffffffff_00000001 v3=80007fff_00010001_00000002_ffffffff | v1=7fff8000_80007ffe_fffffffd_00000000
10221c44 vandc v1,v2,v3                 | v2=80ff7f01_00fe8081_deadbeef_01234567 v3=80ff7f01_01fe7f81_deadbeef_89abcdef | v1=00000000_00008000_00000000_00000000

# vor
10221c84 vor v1,v2,v3                   | v2=00010203_04050607_08090a0b_0c0d0e0f v3=01020304_ff00ff80_00000001_7fffffff | v1=01030307_ff05ff87_08090a0b_7fffffff
10221c84 vor v1,v2,v3                   | v2=7fff8000_80007fff_ffffffff_00000001 v3=80007fff_00010001_00000002_ffffffff | v1=ffffffff_80017fff_ffffffff_ffffffff
10221c84 vor v1,v2,v3                   | v2=80ff7f01_00fe8081_deadbeef_01234567 v3=80ff7f01_01fe7f81_deadbeef_89abcdef | v1=80ff7f01_01feff81_deadbeef_89abcdef

# vxor
10221cc4 vxor v1,v2,v3                  | v2=00010203_04050607_08090a0b_0c0d0e0f v3=01020304_ff00ff80_00000001_7fffffff | v1=01030107_fb05f987_08090a0a_73f2f1f0
10221cc4 vxor v1,v2,v3                  | v2=7fff8000_80007fff_ffffffff_00000001 v3=80007fff_00010001_00000002_ffffffff | v1=ffffffff_80017ffe_fffffffd_fffffffe
10221cc4 vxor v1,v2,v3                  | v2=80ff7f01_00fe8081_deadbeef_01234567 v3=80ff7f01_01fe7f81_deadbeef_89abcdef | v1=00000000_0100ff00_00000000_88888888

# vnor
10221d04 vnor v1,v2,v3                  | v2=00010203_04050607_08090a0b_0c0d0e0f v3=01020304_ff00ff80_00000001_7fffffff | v1=fefcfcf8_00fa0078_f7f6f5f4_80000000
10221d04 vnor v1,v2,v3                  | v2=7fff8000_80007fff_ffffffff_00000001 v3=80007fff_00010001_00000002_ffffffff | v1=00000000_7ffe8000_00000000_00000000
10221d04 vnor v1,v2,v3                  | v2=80ff7f01_00fe8081_deadbeef_01234567 v3=80ff7f01_01fe7f81_deadbeef_89abcdef | v1=7f0080fe_fe01007e_21524110_76543210

# vrlb
10221804 vrlb v1,v2,v3                  | v2=00010203_04050607_08090a0b_0c0d0e0f v3=01020304_ff00ff80_00000001_7fffffff | v1=00041030_02050307_08090a16_06860787
10221804 vrlb v1,v2,v3                  | v2=7fff8000_80007fff_ffffffff_00000001 v3=80007fff_00010001_00000002_ffffffff | v1=7fff4000_80007fff_ffffffff_00000080
10221804 vrlb v1,v2,v3                  | v2=80ff7f01_00fe8081_deadbeef_01234567 v3=80ff7f01_01fe7f81_deadbeef_89abcdef | v1=80ffbf02_00bf4003_b7b5aff7_0219a8b3

# vrlh
10221844 vrlh v1,v2,v3                  | v2=00010203_04050607_08090a0b_0c0d0e0f v3=01020304_ff00ff80_00000001_7fffffff | v1=00042030_04050607_08091416_86068707
10221844 vrlh v1,v2,v3                  | v2=7fff8000_80007fff_ffffffff_00000001 v3=80007fff_00010001_00000002_ffffffff | v1=7fff4000_0001fffe_ffffffff_00008000
10221844 vrlh v1,v2,v3                  | v2=80ff7f01_00fe8081_deadbeef_01234567 v3=80ff7f01_01fe7f81_deadbeef_89abcdef | v1=c07ffe02_803f0103_bbd5df77_1809a2b3

# vrlw
10221884 vrlw v1,v2,v3                  | v2=00010203_04050607_08090a0b_0c0d0e0f v3=01020304_ff00ff80_00000001_7fffffff | v1=00102030_04050607_10121416_86068707
10221884 vrlw v1,v2,v3                  | v2=7fff8000_80007fff_ffffffff_00000001 v3=80007fff_00010001_00000002_ffffffff | v1=3fffc000_0000ffff_ffffffff_80000000
10221884 vrlw v1,v2,v3                  | v2=80ff7f01_00fe8081_deadbeef_01234567 v3=80ff7f01_01fe7f81_deadbeef_89abcdef | v1=01fefe03_01fd0102_df77ef56_a2b38091

# vslb
10221904 vslb v1,v2,v3                  | v2=00010203_04050607_08090a0b_0c0d0e0f v3=01020304_ff00ff80_00000001_7fffffff | v1=00041030_00050007_08090a16_00800080
10221904 vslb v1,v2,v3                  | v2=7fff8000_80007fff_ffffffff_00000001 v3=80007fff_00010001_00000002_ffffffff | v1=7fff0000_80007ffe_fffffffc_00000080
10221904 vslb v1,v2,v3                  | v2=80ff7f01_00fe8081_deadbeef_01234567 v3=80ff7f01_01fe7f81_deadbeef_89abcdef | v1=80808002_00800002_80a08080_0218a080

# vslh
10221944 vslh v1,v2,v3                  | v2=00010203_04050607_08090a0b_0c0d0e0f v3=01020304_ff00ff80_00000001_7fffffff | v1=00042030_04050607_08091416_80008000
10221944 vslh v1,v2,v3                  | v2=7fff8000_80007fff_ffffffff_00000001 v3=80007fff_00010001_00000002_ffffffff | v1=7fff0000_0000fffe_fffffffc_00008000
10221944 vslh v1,v2,v3                  | v2=80ff7f01_00fe8081_deadbeef_01234567 v3=80ff7f01_01fe7f81_deadbeef_89abcdef | v1=8000fe02_80000102_a0008000_18008000

# vslw
10221984 vslw v1,v2,v3                  | v2=00010203_04050607_08090a0b_0c0d0e0f v3=01020304_ff00ff80_00000001_7fffffff | v1=00102030_04050607_10121416_80000000
10221984 vslw v1,v2,v3                  | v2=7fff8000_80007fff_ffffffff_00000001 v3=80007fff_00010001_00000002_ffffffff | v1=00000000_0000fffe_fffffffc_80000000
10221984 vslw v1,v2,v3                  | v2=80ff7f01_00fe8081_deadbeef_01234567 v3=80ff7f01_01fe7f81_deadbeef_89abcdef | v1=01fefe02_01fd0102_df778000_a2b38000

# vsrb
10221a04 vsrb v1,v2,v3                  | v2=00010203_04050607_08090a0b_0c0d0e0f v3=01020304_ff00ff80_00000001_7fffffff | v1=00000000_00050007_08090a05_00000000
10221a04 vsrb v1,v2,v3                  | v2=7fff8000_80007fff_ffffffff_00000001 v3=80007fff_00010001_00000002_ffffffff | v1=7fff0100_80007f7f_ffffff3f_00000000
10221a04 vsrb v1,v2,v3                  | v2=80ff7f01_00fe8081_deadbeef_01234567 v3=80ff7f01_01fe7f81_deadbeef_89abcdef | v1=80010000_00030140_03050201_00040200

# vsrh
10221a44 vsrh v1,v2,v3                  | v2=00010203_04050607_08090a0b_0c0d0e0f v3=01020304_ff00ff80_00000001_7fffffff | v1=00000020_04050607_08090505_00000000
10221a44 vsrh v1,v2,v3                  | v2=7fff8000_80007fff_ffffffff_00000001 v3=80007fff_00010001_00000002_ffffffff | v1=7fff0001_40003fff_ffff3fff_00000000
10221a44 vsrh v1,v2,v3                  | v2=80ff7f01_00fe8081_deadbeef_01234567 v3=80ff7f01_01fe7f81_deadbeef_89abcdef | v1=00013f80_00004040_00060001_00000000

# vsrw
10221a84 vsrw v1,v2,v3                  | v2=00010203_04050607_08090a0b_0c0d0e0f v3=01020304_ff00ff80_00000001_7fffffff | v1=00001020_04050607_04048505_00000000
10221a84 vsrw v1,v2,v3                  | v2=7fff8000_80007fff_ffffffff_00000001 v3=80007fff_00010001_00000002_ffffffff | v1=00000000_40003fff_3fffffff_00000000
10221a84 vsrw v1,v2,v3                  | v2=80ff7f01_00fe8081_deadbeef_01234567 v3=80ff7f01_01fe7f81_deadbeef_89abcdef | v1=407fbf80_007f4040_0001bd5b_00000246

# vsrab
10221b04 vsrab v1,v2,v3                 | v2=00010203_04050607_08090a0b_0c0d0e0f v3=01020304_ff00ff80_00000001_7fffffff | v1=00000000_00050007_08090a05_00000000
10221b04 vsrab v1,v2,v3                 | v2=7fff8000_80007fff_ffffffff_00000001 v3=80007fff_00010001_00000002_ffffffff | v1=7fffff00_80007fff_ffffffff_00000000
10221b04 vsrab v1,v2,v3                 | v2=80ff7f01_00fe8081_deadbeef_01234567 v3=80ff7f01_01fe7f81_deadbeef_89abcdef | v1=80ff0000_00ffffc0_fffdfeff_00040200

# vsrah
10221b44 vsrah v1,v2,v3                 | v2=00010203_04050607_08090a0b_0c0d0e0f v3=01020304_ff00ff80_00000001_7fffffff | v1=00000020_04050607_08090505_00000000
10221b44 vsrah v1,v2,v3                 | v2=7fff8000_80007fff_ffffffff_00000001 v3=80007fff_00010001_00000002_ffffffff | v1=7fffffff_c0003fff_ffffffff_00000000
10221b44 vsrah v1,v2,v3                 | v2=80ff7f01_00fe8081_deadbeef_01234567 v3=80ff7f01_01fe7f81_deadbeef_89abcdef | v1=ffff3f80_0000c040_fffeffff_00000000

# vsraw
10221b84 vsraw v1,v2,v3                 | v2=00010203_04050607_08090a0b_0c0d0e0f v3=01020304_ff00ff80_00000001_7fffffff | v1=00001020_04050607_04048505_00000000
10221b84 vsraw v1,v2,v3                 | v2=7fff8000_80007fff_ffffffff_00000001 v3=80007fff_00010001_00000002_ffffffff | v1=00000000_c0003fff_ffffffff_00000000
10221b84 vsraw v1,v2,v3                 | v2=80ff7f01_00fe8081_deadbeef_01234567 v3=80ff7f01_01fe7f81_deadbeef_89abcdef | v1=c07fbf80_007f4040_ffffbd5b_00000246

# vaddfp
1022180a vaddfp v1,v2,v3                | v2=3f800000_c0200000_40490fdb_42c80000 v3=40000000_3e800000_40490fdb_c2c80000 | v1=40400000_c0100000_40c90fdb_00000000
1022180a vaddfp v1,v2,v3                | v2=7f800000_ff800000_7fc00001_00000000 v3=7f800000_3f800000_3f800000_80000000 | v1=7f800000_ff800000_7fc00001_00000000
1022180a vaddfp v1,v2,v3                | v2=00000001_80800000_4f000000_cf000001 v3=3f800000_3f000000_40000000_40000000 vscr=10000 | v1=3f800000_3f000000_4f000000_cf000001

# vsubfp
1022184a vsubfp v1,v2,v3                | v2=3f800000_c0200000_40490fdb_42c80000 v3=40000000_3e800000_40490fdb_c2c80000 | v1=bf800000_c0300000_00000000_43480000
1022184a vsubfp v1,v2,v3                | v2=7f800000_ff800000_7fc00001_00000000 v3=7f800000_3f800000_3f800000_80000000 | v1=7fc00000_ff800000_7fc00001_00000000
1022184a vsubfp v1,v2,v3                | v2=00000001_80800000_4f000000_cf000001 v3=3f800000_3f000000_40000000_40000000 vscr=10000 | v1=bf800000_bf000000_4f000000_cf000001

# vmaxfp
10221c0a vmaxfp v1,v2,v3                | v2=3f800000_c0200000_40490fdb_42c80000 v3=40000000_3e800000_40490fdb_c2c80000 | v1=40000000_3e800000_40490fdb_42c80000
10221c0a vmaxfp v1,v2,v3                | v2=7f800000_ff800000_7fc00001_00000000 v3=7f800000_3f800000_3f800000_80000000 | v1=7f800000_3f800000_7fc00001_00000000
10221c0a vmaxfp v1,v2,v3                | v2=00000001_80800000_4f000000_cf000001 v3=3f800000_3f000000_40000000_40000000 vscr=10000 | v1=3f800000_3f000000_4f000000_40000000

# vminfp
10221c4a vminfp v1,v2,v3                | v2=3f800000_c0200000_40490fdb_42c80000 v3=40000000_3e800000_40490fdb_c2c80000 | v1=3f800000_c0200000_40490fdb_c2c80000
10221c4a vminfp v1,v2,v3                | v2=7f800000_ff800000_7fc00001_00000000 v3=7f800000_3f800000_3f800000_80000000 | v1=7f800000_ff800000_7fc00001_80000000
10221c4a vminfp v1,v2,v3                | v2=00000001_80800000_4f000000_cf000001 v3=3f800000_3f000000_40000000_40000000 vscr=10000 | v1=00000000_80800000_40000000_cf000001

# vmaddfp
1022192e vmaddfp v1,v2,v4,v3            | v2=3f800000_c0200000_40490fdb_42c80000 v3=40000000_3e800000_40490fdb_c2c80000 v4=3f000000_41200000_bf800000_42c80000 | v1=40200000_c1c60000_00000000_461ab000
1022192e vmaddfp v1,v2,v4,v3            | v2=7f800000_ff800000_7fc00001_00000000 v3=7f800000_3f800000_3f800000_80000000 v4=3f800000_3f800000_3f800000_3f800000 | v1=7f800000_ff800000_7fc00001_00000000
1022192e vmaddfp v1,v2,v4,v3            | v2=00000001_80800000_4f000000_cf000001 v3=3f800000_3f000000_40000000_40000000 v4=00000001_80800000_3f800000_00000000 vscr=10000 | v1=3f800000_3f000000_4f000000_40000000

# vnmsubfp
1022192f vnmsubfp v1,v2,v4,v3           | v2=3f800000_c0200000_40490fdb_42c80000 v3=40000000_3e800000_40490fdb_c2c80000 v4=3f000000_41200000_bf800000_42c80000 | v1=3fc00000_41ca0000_40c90fdb_c61dd000
1022192f vnmsubfp v1,v2,v4,v3           | v2=7f800000_ff800000_7fc00001_00000000 v3=7f800000_3f800000_3f800000_80000000 v4=3f800000_3f800000_3f800000_3f800000 | v1=7fc00000_7f800000_7fc00001_80000000
1022192f vnmsubfp v1,v2,v4,v3           | v2=00000001_80800000_4f000000_cf000001 v3=3f800000_3f000000_40000000_40000000 v4=00000001_80800000_3f800000_00000000 vscr=10000 | v1=3f800000_3f000000_cf000000_40000000

# vrefp
1020190a vrefp v1,v3                    | v3=40000000_3e800000_40490fdb_c2c80000 | v1=3f000000_40800000_3ea2f983_bc23d70a
1020190a vrefp v1,v3                    | v3=7f800000_3f800000_3f800000_80000000 | v1=00000000_3f800000_3f800000_ff800000
1020190a vrefp v1,v3                    | v3=3f800000_3f000000_40000000_40000000 vscr=10000 | v1=3f800000_40000000_3f000000_3f000000

# vrsqrtefp
1020194a vrsqrtefp v1,v3                | v3=40000000_3e800000_40490fdb_c2c80000 | v1=3f3504f3_40000000_3f106eba_7fc00000
1020194a vrsqrtefp v1,v3                | v3=7f800000_3f800000_3f800000_80000000 | v1=00000000_3f800000_3f800000_ff800000
1020194a vrsqrtefp v1,v3                | v3=3f800000_3f000000_40000000_40000000 vscr=10000 | v1=3f800000_3fb504f3_3f3504f3_3f3504f3

# vexptefp
1020198a vexptefp v1,v3                 | v3=40000000_3e800000_40490fdb_c2c80000 | v1=40800000_3f9837f0_410d331d_0d800000
1020198a vexptefp v1,v3                 | v3=7f800000_3f800000_3f800000_80000000 | v1=7f800000_40000000_40000000_3f800000
1020198a vexptefp v1,v3                 | v3=3f800000_3f000000_40000000_40000000 vscr=10000 | v1=40000000_3fb504f3_40800000_40800000

# vlogefp
102019ca vlogefp v1,v3                  | v3=40000000_3e800000_40490fdb_c2c80000 | v1=3f800000_c0000000_3fd3643a_7fc00000
102019ca vlogefp v1,v3                  | v3=7f800000_3f800000_3f800000_80000000 | v1=7f800000_00000000_00000000_ff800000
102019ca vlogefp v1,v3                  | v3=3f800000_3f000000_40000000_40000000 vscr=10000 | v1=00000000_bf800000_3f800000_3f800000

# vrfin
10201a0a vrfin v1,v3                    | v3=40000000_3e800000_40490fdb_c2c80000 | v1=40000000_00000000_40400000_c2c80000
10201a0a vrfin v1,v3                    | v3=7f800000_3f800000_3f800000_80000000 | v1=7f800000_3f800000_3f800000_80000000
10201a0a vrfin v1,v3                    | v3=3f800000_3f000000_40000000_40000000 vscr=10000 | v1=3f800000_00000000_40000000_40000000

# vrfiz
10201a4a vrfiz v1,v3                    | v3=40000000_3e800000_40490fdb_c2c80000 | v1=40000000_00000000_40400000_c2c80000
10201a4a vrfiz v1,v3                    | v3=7f800000_3f800000_3f800000_80000000 | v1=7f800000_3f800000_3f800000_80000000
10201a4a vrfiz v1,v3                    | v3=3f800000_3f000000_40000000_40000000 vscr=10000 | v1=3f800000_00000000_40000000_40000000

# vrfip
10201a8a vrfip v1,v3                    | v3=40000000_3e800000_40490fdb_c2c80000 | v1=40000000_3f800000_40800000_c2c80000
10201a8a vrfip v1,v3                    | v3=7f800000_3f800000_3f800000_80000000 | v1=7f800000_3f800000_3f800000_80000000
10201a8a vrfip v1,v3                    | v3=3f800000_3f000000_40000000_40000000 vscr=10000 | v1=3f800000_3f800000_40000000_40000000

# vrfim
10201aca vrfim v1,v3                    | v3=40000000_3e800000_40490fdb_c2c80000 | v1=40000000_00000000_40400000_c2c80000
10201aca vrfim v1,v3                    | v3=7f800000_3f800000_3f800000_80000000 | v1=7f800000_3f800000_3f800000_80000000
10201aca vrfim v1,v3                    | v3=3f800000_3f000000_40000000_40000000 vscr=10000 | v1=3f800000_00000000_40000000_40000000

# vcfux
10201b0a vcfux v1,v3,0                  | v3=01020304_ff00ff80_00000001_7fffffff | v1=4b810182_4f7f0100_3f800000_4f000000
10211b0a vcfux v1,v3,1                  | v3=80007fff_00010001_00000002_ffffffff | v1=4e800080_47000080_3f800000_4f000000
10281b0a vcfux v1,v3,8                  | v3=80ff7f01_01fe7f81_deadbeef_89abcdef vscr=10000 | v1=4b00ff7f_47ff3fc0_4b5eadbf_4b09abce

# vcfsx
10201b4a vcfsx v1,v3,0                  | v3=01020304_ff00ff80_00000001_7fffffff | v1=4b810182_cb7f0080_3f800000_4f000000
10211b4a vcfsx v1,v3,1                  | v3=80007fff_00010001_00000002_ffffffff | v1=ce7fff00_47000080_3f800000_bf000000
10281b4a vcfsx v1,v3,8                  | v3=80ff7f01_01fe7f81_deadbeef_89abcdef vscr=10000 | v1=cafe0102_47ff3fc0_ca054904_caeca864

# vctuxs
10201b8a vctuxs v1,v3,0                 | v3=40000000_3e800000_40490fdb_c2c80000 | v1=00000002_00000000_00000003_00000000 vscr=1
10211b8a vctuxs v1,v3,1                 | v3=7f800000_3f800000_3f800000_80000000 | v1=ffffffff_00000002_00000002_00000000 vscr=1
10281b8a vctuxs v1,v3,8                 | v3=3f800000_3f000000_40000000_40000000 vscr=10000 | v1=00000100_00000080_00000200_00000200

# vctsxs
10201bca vctsxs v1,v3,0                 | v3=40000000_3e800000_40490fdb_c2c80000 | v1=00000002_00000000_00000003_ffffff9c
10211bca vctsxs v1,v3,1                 | v3=7f800000_3f800000_3f800000_80000000 | v1=7fffffff_00000002_00000002_00000000 vscr=1
10281bca vctsxs v1,v3,8                 | v3=3f800000_3f000000_40000000_40000000 vscr=10000 | v1=00000100_00000080_00000200_00000200

# mfvscr
10200604 mfvscr v1                      | vscr=1 | v1=00000000_00000000_00000000_00000001
10200604 mfvscr v1                      | vscr=10000 | v1=00000000_00000000_00000000_00010000
10200604 mfvscr v1                      | vscr=10001 | v1=00000000_00000000_00000000_00010001

# mtvscr
10001e44 mtvscr v3                      | v3=01020304_ff00ff80_00000001_7fffffff | vscr=10001
10001e44 mtvscr v3                      | v3=80007fff_00010001_00000002_ffffffff | vscr=10001
10001e44 mtvscr v3                      | v3=80ff7f01_01fe7f81_deadbeef_89abcdef | vscr=10001

# vmsumshs: two products of 2^30
106429a9 vmsumshs v3,v4,v5,v6           | v4=80008000_80008000_80008000_80008000 v5=80008000_80008000_80008000_80008000 v6=00000000_ffffffff_7fffffff_80000000 | v3=7fffffff_7fffffff_7fffffff_00000000 vscr=1
106429a9 vmsumshs v3,v4,v5,v6           | v4=80008000_80008000_80007fff_7fff7fff v5=80008000_80008000_7fff8000_80008000 v6=ffffffff_80000001_80000000_80010000 | v3=7fffffff_00000001_80000000_80000000 vscr=1
