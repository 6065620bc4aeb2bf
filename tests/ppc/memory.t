
# lbz
88640020 lbz r3,32(r4)                  | r4=D+0 | r3=20
8864fff8 lbz r3,-8(r4)                  | r4=D+4b | r3=43
88640020 lbz r3,32(r4)                  | r4=D+10 | r3=30

# lbzu
8c640020 lbzu r3,32(r4)                 | r4=D+0 | r3=20 r4=D+20
8c64fff8 lbzu r3,-8(r4)                 | r4=D+4b | r3=43 r4=D+43
8c640020 lbzu r3,32(r4)                 | r4=D+10 | r3=30 r4=D+30

# lbzx
7c6428ae lbzx r3,r4,r5                  | r4=D+1c r5=4 | r3=20
7c6428ae lbzx r3,r4,r5                  | r4=D+3f r5=4 | r3=43
7c6028ae lbzx r3,0,r5                   | r5=D+30 | r3=30

# lbzux
7c6428ee lbzux r3,r4,r5                 | r4=D+1c r5=4 | r3=20 r4=D+20
7c6428ee lbzux r3,r4,r5                 | r4=D+3f r5=4 | r3=43 r4=D+43
7c6428ee lbzux r3,r4,r5                 | r4=D+2c r5=4 | r3=30 r4=D+30

# lhz
a0640020 lhz r3,32(r4)                  | r4=D+0 | r3=2021
a064fff8 lhz r3,-8(r4)                  | r4=D+4b | r3=4344
a0640020 lhz r3,32(r4)                  | r4=D+10 | r3=3031

# lhzu
a4640020 lhzu r3,32(r4)                 | r4=D+0 | r3=2021 r4=D+20
a464fff8 lhzu r3,-8(r4)                 | r4=D+4b | r3=4344 r4=D+43
a4640020 lhzu r3,32(r4)                 | r4=D+10 | r3=3031 r4=D+30

# lhzx
7c642a2e lhzx r3,r4,r5                  | r4=D+1c r5=4 | r3=2021
7c642a2e lhzx r3,r4,r5                  | r4=D+3f r5=4 | r3=4344
7c602a2e lhzx r3,0,r5                   | r5=D+30 | r3=3031

# lhzux
7c642a6e lhzux r3,r4,r5                 | r4=D+1c r5=4 | r3=2021 r4=D+20
7c642a6e lhzux r3,r4,r5                 | r4=D+3f r5=4 | r3=4344 r4=D+43
7c642a6e lhzux r3,r4,r5                 | r4=D+2c r5=4 | r3=3031 r4=D+30

# lha
a8640020 lha r3,32(r4)                  | r4=D+0 | r3=2021
a864fff8 lha r3,-8(r4)                  | r4=D+4b | r3=4344
a8640020 lha r3,32(r4)                  | r4=D+10 | r3=3031

# lhau
ac640020 lhau r3,32(r4)                 | r4=D+0 | r3=2021 r4=D+20
ac64fff8 lhau r3,-8(r4)                 | r4=D+4b | r3=4344 r4=D+43
ac640020 lhau r3,32(r4)                 | r4=D+10 | r3=3031 r4=D+30

# lhax
7c642aae lhax r3,r4,r5                  | r4=D+1c r5=4 | r3=2021
7c642aae lhax r3,r4,r5                  | r4=D+3f r5=4 | r3=4344
7c602aae lhax r3,0,r5                   | r5=D+30 | r3=3031

# lhaux
7c642aee lhaux r3,r4,r5                 | r4=D+1c r5=4 | r3=2021 r4=D+20
7c642aee lhaux r3,r4,r5                 | r4=D+3f r5=4 | r3=4344 r4=D+43
7c642aee lhaux r3,r4,r5                 | r4=D+2c r5=4 | r3=3031 r4=D+30

# lwz
80640020 lwz r3,32(r4)                  | r4=D+0 | r3=20212223
8064fff8 lwz r3,-8(r4)                  | r4=D+4b | r3=43444546
80640020 lwz r3,32(r4)                  | r4=D+10 | r3=30313233

# lwzu
84640020 lwzu r3,32(r4)                 | r4=D+0 | r3=20212223 r4=D+20
8464fff8 lwzu r3,-8(r4)                 | r4=D+4b | r3=43444546 r4=D+43
84640020 lwzu r3,32(r4)                 | r4=D+10 | r3=30313233 r4=D+30

# lwzx
7c64282e lwzx r3,r4,r5                  | r4=D+1c r5=4 | r3=20212223
7c64282e lwzx r3,r4,r5                  | r4=D+3f r5=4 | r3=43444546
7c60282e lwzx r3,0,r5                   | r5=D+30 | r3=30313233

# lwzux
7c64286e lwzux r3,r4,r5                 | r4=D+1c r5=4 | r3=20212223 r4=D+20
7c64286e lwzux r3,r4,r5                 | r4=D+3f r5=4 | r3=43444546 r4=D+43
7c64286e lwzux r3,r4,r5                 | r4=D+2c r5=4 | r3=30313233 r4=D+30

# lhbrx
7c642e2c lhbrx r3,r4,r5                 | r4=D+1c r5=4 | r3=2120
7c642e2c lhbrx r3,r4,r5                 | r4=D+3f r5=4 | r3=4443
7c602e2c lhbrx r3,0,r5                  | r5=D+30 | r3=3130

# lwbrx
7c642c2c lwbrx r3,r4,r5                 | r4=D+1c r5=4 | r3=23222120
7c642c2c lwbrx r3,r4,r5                 | r4=D+3f r5=4 | r3=46454443
7c602c2c lwbrx r3,0,r5                  | r5=D+30 | r3=33323130

# stb
98640020 stb r3,32(r4)                  | r3=12345678 r4=D+0 | [20]=78
9864fff8 stb r3,-8(r4)                  | r3=ffffffff r4=D+4b | [43]=ff
98640020 stb r3,32(r4)                  | r3=ff80 r4=D+10 | [30]=80

# stbu
9c640020 stbu r3,32(r4)                 | r3=12345678 r4=D+0 | r4=D+20 [20]=78
9c64fff8 stbu r3,-8(r4)                 | r3=ffffffff r4=D+4b | r4=D+43 [43]=ff
9c640020 stbu r3,32(r4)                 | r3=ff80 r4=D+10 | r4=D+30 [30]=80

# stbx
7c6429ae stbx r3,r4,r5                  | r3=12345678 r4=D+1c r5=4 | [20]=78
7c6429ae stbx r3,r4,r5                  | r3=ffffffff r4=D+3f r5=4 | [43]=ff
7c6029ae stbx r3,0,r5                   | r3=ff80 r5=D+30 | [30]=80

# stbux
7c6429ee stbux r3,r4,r5                 | r3=12345678 r4=D+1c r5=4 | r4=D+20 [20]=78
7c6429ee stbux r3,r4,r5                 | r3=ffffffff r4=D+3f r5=4 | r4=D+43 [43]=ff
7c6429ee stbux r3,r4,r5                 | r3=ff80 r4=D+2c r5=4 | r4=D+30 [30]=80

# sth
b0640020 sth r3,32(r4)                  | r3=12345678 r4=D+0 | [20]=5678
b064fff8 sth r3,-8(r4)                  | r3=ffffffff r4=D+4b | [43]=ffff
b0640020 sth r3,32(r4)                  | r3=ff80 r4=D+10 | [30]=ff80

# sthu
b4640020 sthu r3,32(r4)                 | r3=12345678 r4=D+0 | r4=D+20 [20]=5678
b464fff8 sthu r3,-8(r4)                 | r3=ffffffff r4=D+4b | r4=D+43 [43]=ffff
b4640020 sthu r3,32(r4)                 | r3=ff80 r4=D+10 | r4=D+30 [30]=ff80

# sthx
7c642b2e sthx r3,r4,r5                  | r3=12345678 r4=D+1c r5=4 | [20]=5678
7c642b2e sthx r3,r4,r5                  | r3=ffffffff r4=D+3f r5=4 | [43]=ffff
7c602b2e sthx r3,0,r5                   | r3=ff80 r5=D+30 | [30]=ff80

# sthux
7c642b6e sthux r3,r4,r5                 | r3=12345678 r4=D+1c r5=4 | r4=D+20 [20]=5678
7c642b6e sthux r3,r4,r5                 | r3=ffffffff r4=D+3f r5=4 | r4=D+43 [43]=ffff
7c642b6e sthux r3,r4,r5                 | r3=ff80 r4=D+2c r5=4 | r4=D+30 [30]=ff80

# stw
90640020 stw r3,32(r4)                  | r3=12345678 r4=D+0 | [20]=12345678
9064fff8 stw r3,-8(r4)                  | r3=ffffffff r4=D+4b | [43]=ffffffff
90640020 stw r3,32(r4)                  | r3=ff80 r4=D+10 | [30]=0000ff80

# stwu
94640020 stwu r3,32(r4)                 | r3=12345678 r4=D+0 | r4=D+20 [20]=12345678
9464fff8 stwu r3,-8(r4)                 | r3=ffffffff r4=D+4b | r4=D+43 [43]=ffffffff
94640020 stwu r3,32(r4)                 | r3=ff80 r4=D+10 | r4=D+30 [30]=0000ff80

# stwx
7c64292e stwx r3,r4,r5                  | r3=12345678 r4=D+1c r5=4 | [20]=12345678
7c64292e stwx r3,r4,r5                  | r3=ffffffff r4=D+3f r5=4 | [43]=ffffffff
7c60292e stwx r3,0,r5                   | r3=ff80 r5=D+30 | [30]=0000ff80

# stwux
7c64296e stwux r3,r4,r5                 | r3=12345678 r4=D+1c r5=4 | r4=D+20 [20]=12345678
7c64296e stwux r3,r4,r5                 | r3=ffffffff r4=D+3f r5=4 | r4=D+43 [43]=ffffffff
7c64296e stwux r3,r4,r5                 | r3=ff80 r4=D+2c r5=4 | r4=D+30 [30]=0000ff80

# sthbrx
7c642f2c sthbrx r3,r4,r5                | r3=12345678 r4=D+1c r5=4 | [20]=7856
7c642f2c sthbrx r3,r4,r5                | r3=ffffffff r4=D+3f r5=4 | [43]=ffff
7c602f2c sthbrx r3,0,r5                 | r3=ff80 r5=D+30 | [30]=80ff

# stwbrx
7c642d2c stwbrx r3,r4,r5                | r3=12345678 r4=D+1c r5=4 | [20]=78563412
7c642d2c stwbrx r3,r4,r5                | r3=ffffffff r4=D+3f r5=4 | [43]=ffffffff
7c602d2c stwbrx r3,0,r5                 | r3=ff80 r5=D+30 | [30]=80ff0000

# lmw
bba40020 lmw r29,32(r4)                 | r4=D+0 | r29=20212223 r30=24252627 r31=28292a2b
bb84fff8 lmw r28,-8(r4)                 | r4=D+4b | r28=43444546 r29=4748494a r30=4b4c4d4e r31=4f505152
bb640020 lmw r27,32(r4)                 | r4=D+10 | r27=30313233 r28=34353637 r29=38393a3b r30=3c3d3e3f r31=40414243

# stmw
bfa40020 stmw r29,32(r4)                | r4=D+0 r29=55555555 r30=66666666 r31=77777777 | [20]=555555556666666677777777
bf84fff8 stmw r28,-8(r4)                | r4=D+4b r28=44444444 r29=55555555 r30=66666666 r31=77777777 | [43]=44 [45]=4444555555556666666677777777
bf640020 stmw r27,32(r4)                | r4=D+10 r27=33333333 r28=44444444 r29=55555555 r30=66666666 r31=77777777 | [30]=333333 [34]=44444444555555556666666677777777

# lswi
7fa434aa lswi r29,r4,6                  | r4=D+20 | r29=20212223 r30=24250000
7f8424aa lswi r28,r4,4                  | r4=D+43 | r28=43444546
7f605caa lswi r27,0,11                  | | pc=+0 end=segv

# lswx
7fa42c2a lswx r29,r4,r5                 | r4=D+1c r5=4 xerc=6 | r29=20212223 r30=24250000
7f842c2a lswx r28,r4,r5                 | r4=D+3f r5=4 xerc=3 | r28=43444500
7f602c2a lswx r27,0,r5                  | r5=D+30 xerc=b | r27=30313233 r28=34353637 r29=38393a00

# stswi
7fa435aa stswi r29,r4,6                 | r4=D+20 r29=55555555 r30=66666666 | [20]=555555556666
7f8425aa stswi r28,r4,4                 | r4=D+43 r28=44444444 | [43]=44 [45]=4444
7f605daa stswi r27,0,11                 | r27=33333333 r28=44444444 r29=55555555 | pc=+0 end=segv

# stswx
7fa42d2a stswx r29,r4,r5                | r4=D+1c r5=4 r27=33333333 r28=44444444 r29=55555555 r30=66666666 r31=77777777 xerc=6 | [20]=555555556666
7f842d2a stswx r28,r4,r5                | r4=D+3f r5=4 r27=33333333 r28=44444444 r29=55555555 r30=66666666 r31=77777777 xerc=3 | [43]=44 [45]=44
7f602d2a stswx r27,0,r5                 | r5=D+30 r27=33333333 r28=44444444 r29=55555555 r30=66666666 r31=77777777 xerc=b | [30]=333333 [34]=44444444555555
