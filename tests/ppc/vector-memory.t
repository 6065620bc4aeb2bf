
# lvebx
7c24280e lvebx v1,r4,r5                 | r4=D+1c r5=4 v1=00010203_04050607_08090a0b_0c0d0e0f | v1=20010203_04050607_08090a0b_0c0d0e0f
7c24280e lvebx v1,r4,r5                 | r4=D+3f r5=4 v1=7fff8000_80007fff_ffffffff_00000001 | v1=7fff8043_80007fff_ffffffff_00000001
7c20280e lvebx v1,0,r5                  | r5=D+30 v1=80ff7f01_00fe8081_deadbeef_01234567 | v1=30ff7f01_00fe8081_deadbeef_01234567

# lvehx
7c24284e lvehx v1,r4,r5                 | r4=D+1c r5=4 v1=00010203_04050607_08090a0b_0c0d0e0f | v1=20210203_04050607_08090a0b_0c0d0e0f
7c24284e lvehx v1,r4,r5                 | r4=D+3f r5=4 v1=7fff8000_80007fff_ffffffff_00000001 | v1=7fff4243_80007fff_ffffffff_00000001
7c20284e lvehx v1,0,r5                  | r5=D+30 v1=80ff7f01_00fe8081_deadbeef_01234567 | v1=30317f01_00fe8081_deadbeef_01234567

# lvewx
7c24288e lvewx v1,r4,r5                 | r4=D+1c r5=4 v1=00010203_04050607_08090a0b_0c0d0e0f | v1=20212223_04050607_08090a0b_0c0d0e0f
7c24288e lvewx v1,r4,r5                 | r4=D+3f r5=4 v1=7fff8000_80007fff_ffffffff_00000001 | v1=40414243_80007fff_ffffffff_00000001
7c20288e lvewx v1,0,r5                  | r5=D+30 v1=80ff7f01_00fe8081_deadbeef_01234567 | v1=30313233_00fe8081_deadbeef_01234567

# lvx
7c2428ce lvx v1,r4,r5                   | r4=D+1c r5=4 | v1=20212223_24252627_28292a2b_2c2d2e2f
7c2428ce lvx v1,r4,r5                   | r4=D+3f r5=4 | v1=40414243_44454647_48494a4b_4c4d4e4f
7c2028ce lvx v1,0,r5                    | r5=D+30 | v1=30313233_34353637_38393a3b_3c3d3e3f

# lvxl
7c242ace lvxl v1,r4,r5                  | r4=D+1c r5=4 | v1=20212223_24252627_28292a2b_2c2d2e2f
7c242ace lvxl v1,r4,r5                  | r4=D+3f r5=4 | v1=40414243_44454647_48494a4b_4c4d4e4f
7c202ace lvxl v1,0,r5                   | r5=D+30 | v1=30313233_34353637_38393a3b_3c3d3e3f

# stvebx
7c24290e stvebx v1,r4,r5                | r4=D+1c r5=4 v1=00010203_04050607_08090a0b_0c0d0e0f | [20]=00
7c24290e stvebx v1,r4,r5                | r4=D+3f r5=4 v1=7fff8000_80007fff_ffffffff_00000001 | [43]=00
7c20290e stvebx v1,0,r5                 | r5=D+30 v1=80ff7f01_00fe8081_deadbeef_01234567 | [30]=80

# stvehx
7c24294e stvehx v1,r4,r5                | r4=D+1c r5=4 v1=00010203_04050607_08090a0b_0c0d0e0f | [20]=0001
7c24294e stvehx v1,r4,r5                | r4=D+3f r5=4 v1=7fff8000_80007fff_ffffffff_00000001 | [42]=8000
7c20294e stvehx v1,0,r5                 | r5=D+30 v1=80ff7f01_00fe8081_deadbeef_01234567 | [30]=80ff

# stvewx
7c24298e stvewx v1,r4,r5                | r4=D+1c r5=4 v1=00010203_04050607_08090a0b_0c0d0e0f | [20]=00010203
7c24298e stvewx v1,r4,r5                | r4=D+3f r5=4 v1=7fff8000_80007fff_ffffffff_00000001 | [40]=7fff8000
7c20298e stvewx v1,0,r5                 | r5=D+30 v1=80ff7f01_00fe8081_deadbeef_01234567 | [30]=80ff7f01

# stvx
7c2429ce stvx v1,r4,r5                  | r4=D+1c r5=4 v1=00010203_04050607_08090a0b_0c0d0e0f | [20]=000102030405060708090a0b0c0d0e0f
7c2429ce stvx v1,r4,r5                  | r4=D+3f r5=4 v1=7fff8000_80007fff_ffffffff_00000001 | [40]=7fff800080007fffffffffff00000001
7c2029ce stvx v1,0,r5                   | r5=D+30 v1=80ff7f01_00fe8081_deadbeef_01234567 | [30]=80ff7f0100fe8081deadbeef01234567

# stvxl
7c242bce stvxl v1,r4,r5                 | r4=D+1c r5=4 v1=00010203_04050607_08090a0b_0c0d0e0f | [20]=000102030405060708090a0b0c0d0e0f
7c242bce stvxl v1,r4,r5                 | r4=D+3f r5=4 v1=7fff8000_80007fff_ffffffff_00000001 | [40]=7fff800080007fffffffffff00000001
7c202bce stvxl v1,0,r5                  | r5=D+30 v1=80ff7f01_00fe8081_deadbeef_01234567 | [30]=80ff7f0100fe8081deadbeef01234567

# dst
7c042aac dst r4,r5,0                    | r4=D+1c r5=4 |
7c042aac dst r4,r5,0                    | r4=D+3f r5=4 |
7c042aac dst r4,r5,0                    | r4=D+2c r5=4 |

# dstst
7c042aec dstst r4,r5,0                  | r4=D+1c r5=4 |
7c042aec dstst r4,r5,0                  | r4=D+3f r5=4 |
7c042aec dstst r4,r5,0                  | r4=D+2c r5=4 |

# dss
7c00066c dss 0                          | |
7c00066c dss 0                          | |
7c00066c dss 0                          | |
