
# addi
38640001 addi r3,r4,1                   | r4=7fffffff | r3=80000000
3864ffff addi r3,r4,-1                  | r4=80000000 | r3=7fffffff
38601234 li r3,4660                     | | r3=1234

# addis
3c640001 addis r3,r4,1                  | r4=7fffffff | r3=8000ffff
3c64ffff addis r3,r4,-1                 | r4=80000000 | r3=7fff0000
3c601234 lis r3,4660                    | | r3=12340000

# addpcis
4c600005 addpcis r3,1                   | | r3=C+10004
4c7fffc5 addpcis r3,-1                  | | r3=C-fffc
4c7a1204 addpcis r3,4660                | | r3=C+12340004

# add{o}{.}
7c642a14 add r3,r4,r5                   | r4=12345678 r5=9abcdef0 | r3=acf13568
7c642a15 add. r3,r4,r5                  | r4=ffffffff r5=3 so=1 | r3=2 cr0=5
7c642e14 addo r3,r4,r5                  | r4=7fffffff r5=1 | r3=80000000 so=1 ov=1
7c642e15 addo. r3,r4,r5                 | r4=80000000 r5=ffffffff so=1 | r3=7fffffff cr0=5 ov=1

# subf{o}{.}
7c642850 subf r3,r4,r5                  | r4=12345678 r5=9abcdef0 | r3=88888878
7c642851 subf. r3,r4,r5                 | r4=ffffffff r5=3 so=1 | r3=4 cr0=5
7c642c50 subfo r3,r4,r5                 | r4=7fffffff r5=1 | r3=80000002
7c642c51 subfo. r3,r4,r5                | r4=80000000 r5=ffffffff so=1 | r3=7fffffff cr0=5

# addic
30640001 addic r3,r4,1                  | r4=7fffffff | r3=80000000
3064ffff addic r3,r4,-1                 | r4=80000000 | r3=7fffffff ca=1
30641234 addic r3,r4,4660               | r4=12345678 | r3=123468ac

# addic.
34640001 addic. r3,r4,1                 | r4=7fffffff | r3=80000000 cr0=8
3464ffff addic. r3,r4,-1                | r4=80000000 so=1 | r3=7fffffff cr0=5 ca=1
34641234 addic. r3,r4,4660              | r4=12345678 | r3=123468ac cr0=4

# subfic
20640001 subfic r3,r4,1                 | r4=7fffffff | r3=80000002
2064ffff subfic r3,r4,-1                | r4=80000000 | r3=7fffffff ca=1
20641234 subfic r3,r4,4660              | r4=12345678 | r3=edcbbbbc

# addc{o}{.}
7c642814 addc r3,r4,r5                  | r4=12345678 r5=9abcdef0 | r3=acf13568
7c642815 addc. r3,r4,r5                 | r4=ffffffff r5=3 so=1 | r3=2 cr0=5 ca=1
7c642c14 addco r3,r4,r5                 | r4=7fffffff r5=1 | r3=80000000 so=1 ov=1
7c642c15 addco. r3,r4,r5                | r4=80000000 r5=ffffffff so=1 | r3=7fffffff cr0=5 ov=1 ca=1

# subfc{o}{.}
7c642810 subfc r3,r4,r5                 | r4=12345678 r5=9abcdef0 | r3=88888878 ca=1
7c642811 subfc. r3,r4,r5                | r4=ffffffff r5=3 so=1 | r3=4 cr0=5
7c642c10 subfco r3,r4,r5                | r4=7fffffff r5=1 | r3=80000002
7c642c11 subfco. r3,r4,r5               | r4=80000000 r5=ffffffff so=1 | r3=7fffffff cr0=5 ca=1

# adde{o}{.}
7c642914 adde r3,r4,r5                  | r4=12345678 r5=9abcdef0 | r3=acf13568
7c642915 adde. r3,r4,r5                 | r4=ffffffff r5=3 so=1 ca=1 | r3=3 cr0=5
7c642d14 addeo r3,r4,r5                 | r4=7fffffff r5=1 | r3=80000000 so=1 ov=1
7c642d15 addeo. r3,r4,r5                | r4=80000000 r5=ffffffff so=1 ca=1 | r3=80000000 cr0=9

# subfe{o}{.}
7c642910 subfe r3,r4,r5                 | r4=12345678 r5=9abcdef0 | r3=88888877 ca=1
7c642911 subfe. r3,r4,r5                | r4=ffffffff r5=3 so=1 ca=1 | r3=4 cr0=5 ca=0
7c642d10 subfeo r3,r4,r5                | r4=7fffffff r5=1 | r3=80000001
7c642d11 subfeo. r3,r4,r5               | r4=80000000 r5=ffffffff so=1 ca=1 | r3=7fffffff cr0=5

# addme{o}{.}
7c6401d4 addme r3,r4                    | r4=12345678 | r3=12345677 ca=1
7c6401d5 addme. r3,r4                   | r4=ffffffff so=1 ca=1 | r3=ffffffff cr0=9
7c6405d4 addmeo r3,r4                   | r4=7fffffff | r3=7ffffffe ca=1
7c6405d5 addmeo. r3,r4                  | r4=80000000 so=1 ca=1 | r3=80000000 cr0=9

# subfme{o}{.}
7c6401d0 subfme r3,r4                   | r4=12345678 | r3=edcba986 ca=1
7c6401d1 subfme. r3,r4                  | r4=ffffffff so=1 ca=1 | r3=0 cr0=3
7c6405d0 subfmeo r3,r4                  | r4=7fffffff | r3=7fffffff so=1 ov=1 ca=1
7c6405d1 subfmeo. r3,r4                 | r4=80000000 so=1 ca=1 | r3=7fffffff cr0=5

# addze{o}{.}
7c640194 addze r3,r4                    | r4=12345678 | r3=12345678
7c640195 addze. r3,r4                   | r4=ffffffff so=1 ca=1 | r3=0 cr0=3
7c640594 addzeo r3,r4                   | r4=7fffffff | r3=7fffffff
7c640595 addzeo. r3,r4                  | r4=80000000 so=1 ca=1 | r3=80000001 cr0=9 ca=0

# subfze{o}{.}
7c640190 subfze r3,r4                   | r4=12345678 | r3=edcba987
7c640191 subfze. r3,r4                  | r4=ffffffff so=1 ca=1 | r3=1 cr0=5 ca=0
7c640590 subfzeo r3,r4                  | r4=7fffffff | r3=80000000
7c640591 subfzeo. r3,r4                 | r4=80000000 so=1 ca=1 | r3=80000000 cr0=9 ov=1 ca=0

# addex
7c642954 addex r3,r4,r5,0               | r4=7fffffff r5=1 | r3=80000000
7c642954 addex r3,r4,r5,0               | r4=80000000 r5=ffffffff ov=1 | r3=80000000
7c642954 addex r3,r4,r5,0               | r4=12345678 r5=9abcdef0 | r3=acf13568

# neg{o}{.}
7c6400d0 neg r3,r4                      | r4=12345678 | r3=edcba988
7c6400d1 neg. r3,r4                     | r4=ffffffff so=1 | r3=1 cr0=5
7c6404d0 nego r3,r4                     | r4=7fffffff | r3=80000001
7c6404d1 nego. r3,r4                    | r4=80000000 so=1 | r3=80000000 cr0=9 ov=1

# mulli
1c640001 mulli r3,r4,1                  | r4=7fffffff | r3=7fffffff
1c64ffff mulli r3,r4,-1                 | r4=80000000 | r3=80000000
1c641234 mulli r3,r4,4660               | r4=12345678 | r3=60b60060

# mullw{o}{.}
7c6429d6 mullw r3,r4,r5                 | r4=12345678 r5=9abcdef0 | r3=242d2080
7c6429d7 mullw. r3,r4,r5                | r4=ffffffff r5=3 so=1 | r3=fffffffd cr0=9
7c642dd6 mullwo r3,r4,r5                | r4=7fffffff r5=1 | r3=7fffffff
7c642dd7 mullwo. r3,r4,r5               | r4=80000000 r5=ffffffff so=1 | r3=80000000 cr0=9 ov=1

# mulhw{.}
7c642896 mulhw r3,r4,r5                 | r4=7fffffff r5=1 | r3=0
7c642897 mulhw. r3,r4,r5                | r4=80000000 r5=ffffffff so=1 | r3=0 cr0=3
7c642896 mulhw r3,r4,r5                 | r4=12345678 r5=9abcdef0 | r3=f8cc93d6

# mulhwu{.}
7c642816 mulhwu r3,r4,r5                | r4=7fffffff r5=1 | r3=0
7c642817 mulhwu. r3,r4,r5               | r4=80000000 r5=ffffffff so=1 | r3=7fffffff cr0=5
7c642816 mulhwu r3,r4,r5                | r4=12345678 r5=9abcdef0 | r3=b00ea4e

# divw{o}{.}
7c642bd6 divw r3,r4,r5                  | r4=12345678 r5=9abcdef0 | r3=0
7c642bd7 divw. r3,r4,r5                 | r4=ffffffff r5=3 so=1 | r3=0 cr0=3
7c642fd6 divwo r3,r4,r5                 | r4=7fffffff r5=1 | r3=7fffffff
7c642fd7 divwo. r3,r4,r5                | r4=80000000 r5=ffffffff so=1 | r3=80000000 cr0=9 ov=1

# divwu{o}{.}
7c642b96 divwu r3,r4,r5                 | r4=12345678 r5=9abcdef0 | r3=0
7c642b97 divwu. r3,r4,r5                | r4=ffffffff r5=3 so=1 | r3=55555555 cr0=5
7c642f96 divwuo r3,r4,r5                | r4=7fffffff r5=1 | r3=7fffffff
7c642f97 divwuo. r3,r4,r5               | r4=80000000 r5=ffffffff so=1 | r3=0 cr0=3

# divwe{o}{.}
7c642b56 divwe r3,r4,r5                 | r4=12345678 r5=9abcdef0 | r3=d1fa3f52
7c642b57 divwe. r3,r4,r5                | r4=ffffffff r5=3 so=1 | r3=aaaaaaab cr0=9
7c642f56 divweo r3,r4,r5                | r4=7fffffff r5=1 | r3=0 so=1 ov=1
7c642f57 divweo. r3,r4,r5               | r4=80000000 r5=ffffffff so=1 | r3=0 cr0=3 ov=1

# divweu{o}{.}
7c642b16 divweu r3,r4,r5                | r4=12345678 r5=9abcdef0 | r3=1e1e1e20
7c642b17 divweu. r3,r4,r5               | r4=ffffffff r5=3 so=1 | r3=0 cr0=3
7c642f16 divweuo r3,r4,r5               | r4=7fffffff r5=1 | r3=0 so=1 ov=1
7c642f17 divweuo. r3,r4,r5              | r4=80000000 r5=ffffffff so=1 | r3=80000000 cr0=9

# modsw
7c642e16 modsw r3,r4,r5                 | r4=7fffffff r5=1 | r3=0
7c642e16 modsw r3,r4,r5                 | r4=80000000 r5=ffffffff | r3=0
7c642e16 modsw r3,r4,r5                 | r4=12345678 r5=9abcdef0 | r3=12345678

# moduw
7c642a16 moduw r3,r4,r5                 | r4=7fffffff r5=1 | r3=0
7c642a16 moduw r3,r4,r5                 | r4=80000000 r5=ffffffff | r3=80000000
7c642a16 moduw r3,r4,r5                 | r4=12345678 r5=9abcdef0 | r3=12345678

# addg6s
7c642894 addg6s r3,r4,r5                | r4=7fffffff r5=1 | r3=60000000
7c642894 addg6s r3,r4,r5                | r4=80000000 r5=ffffffff | r3=6666666
7c642894 addg6s r3,r4,r5                | r4=12345678 r5=9abcdef0 | r3=66600006

# cbcdtd
7c640274 cbcdtd r4,r3                   | r3=12345678 | r4=71778
7c640274 cbcdtd r4,r3                   | r3=ffffffff | r4=3fcff
7c640274 cbcdtd r4,r3                   | r3=ff80 | r4=248e

# cdtbcd
7c640234 cdtbcd r4,r3                   | r3=12345678 | r4=215478
7c640234 cdtbcd r4,r3                   | r3=ffffffff | r4=999999
7c640234 cdtbcd r4,r3                   | r3=ff80 | r4=819700

# cmpi
2d040001 cmpwi cr2,r4,1                 | r4=7fffffff | cr2=4
2f84ffff cmpwi cr7,r4,-1                | r4=80000000 so=1 | cr7=9
2c041234 cmpwi r4,4660                  | r4=12345678 | cr0=4

# cmpli
2904ffff cmplwi cr2,r4,65535            | r4=7fffffff | cr2=4
2b848000 cmplwi cr7,r4,32768            | r4=80000000 so=1 | cr7=5
28041234 cmplwi r4,4660                 | r4=12345678 | cr0=4

# cmp
7d042800 cmpw cr2,r4,r5                 | r4=7fffffff r5=1 | cr2=4
7f842800 cmpw cr7,r4,r5                 | r4=80000000 r5=ffffffff so=1 | cr7=9
7c042800 cmpw r4,r5                     | r4=12345678 r5=9abcdef0 | cr0=4

# cmpl
7d042840 cmplw cr2,r4,r5                | r4=7fffffff r5=1 | cr2=4
7f842840 cmplw cr7,r4,r5                | r4=80000000 r5=ffffffff so=1 | cr7=9
7c042840 cmplw r4,r5                    | r4=12345678 r5=9abcdef0 | cr0=8

# cmprb
7d042980 cmprb cr2,0,r4,r5              | r4=7fffffff r5=1 |
7f842980 cmprb cr7,0,r4,r5              | r4=80000000 r5=ffffffff |
7c042980 cmprb cr0,0,r4,r5              | r4=12345678 r5=9abcdef0 |

# cmpeqb
7d0429c0 cmpeqb cr2,r4,r5               | r4=7fffffff r5=1 |
7f8429c0 cmpeqb cr7,r4,r5               | r4=80000000 r5=ffffffff |
7c0429c0 cmpeqb cr0,r4,r5               | r4=12345678 r5=9abcdef0 |

# isel
7c642c5e isel r3,r4,r5,4*cr4+gt         | r4=7fffffff r5=7fffffff cr4=8 | r3=7fffffff
7c642c9e isel r3,r4,r5,4*cr4+eq         | r4=80000000 r5=80000000 cr4=4 | r3=80000000
7c602cde isel r3,0,r5,4*cr4+so          | r5=12345678 cr4=2 | r3=12345678

# andi.
7064ffff andi. r4,r3,65535              | r3=12345678 | r4=5678 cr0=4
70648000 andi. r4,r3,32768              | r3=ffffffff so=1 | r4=8000 cr0=5
70641234 andi. r4,r3,4660               | r3=ff80 | r4=1200 cr0=4

# andis.
7464ffff andis. r4,r3,65535             | r3=12345678 | r4=12340000 cr0=4
74648000 andis. r4,r3,32768             | r3=ffffffff so=1 | r4=80000000 cr0=9
74641234 andis. r4,r3,4660              | r3=ff80 | r4=0 cr0=2

# ori
6064ffff ori r4,r3,65535                | r3=12345678 | r4=1234ffff
60648000 ori r4,r3,32768                | r3=ffffffff | r4=ffffffff
60641234 ori r4,r3,4660                 | r3=ff80 | r4=ffb4

# oris
6464ffff oris r4,r3,65535               | r3=12345678 | r4=ffff5678
64648000 oris r4,r3,32768               | r3=ffffffff | r4=ffffffff
64641234 oris r4,r3,4660                | r3=ff80 | r4=1234ff80

# xori
6864ffff xori r4,r3,65535               | r3=12345678 | r4=1234a987
68648000 xori r4,r3,32768               | r3=ffffffff | r4=ffff7fff
68641234 xori r4,r3,4660                | r3=ff80 | r4=edb4

# xoris
6c64ffff xoris r4,r3,65535              | r3=12345678 | r4=edcb5678
6c648000 xoris r4,r3,32768              | r3=ffffffff | r4=7fffffff
6c641234 xoris r4,r3,4660               | r3=ff80 | r4=1234ff80

# and{.}
7c642838 and r4,r3,r5                   | r3=7fffffff r5=1 | r4=1
7c642839 and. r4,r3,r5                  | r3=80000000 r5=ffffffff so=1 | r4=80000000 cr0=9
7c642838 and r4,r3,r5                   | r3=12345678 r5=9abcdef0 | r4=12345670

# andc{.}
7c642878 andc r4,r3,r5                  | r3=7fffffff r5=1 | r4=7ffffffe
7c642879 andc. r4,r3,r5                 | r3=80000000 r5=ffffffff so=1 | r4=0 cr0=3
7c642878 andc r4,r3,r5                  | r3=12345678 r5=9abcdef0 | r4=8

# or{.}
7c642b78 or r4,r3,r5                    | r3=7fffffff r5=1 | r4=7fffffff
7c642b79 or. r4,r3,r5                   | r3=80000000 r5=ffffffff so=1 | r4=ffffffff cr0=9
7c642b78 or r4,r3,r5                    | r3=12345678 r5=9abcdef0 | r4=9abcdef8

# orc{.}
7c642b38 orc r4,r3,r5                   | r3=7fffffff r5=1 | r4=ffffffff
7c642b39 orc. r4,r3,r5                  | r3=80000000 r5=ffffffff so=1 | r4=80000000 cr0=9
7c642b38 orc r4,r3,r5                   | r3=12345678 r5=9abcdef0 | r4=7777777f

# xor{.}
7c642a78 xor r4,r3,r5                   | r3=7fffffff r5=1 | r4=7ffffffe
7c642a79 xor. r4,r3,r5                  | r3=80000000 r5=ffffffff so=1 | r4=7fffffff cr0=5
7c642a78 xor r4,r3,r5                   | r3=12345678 r5=9abcdef0 | r4=88888888

# nand{.}
7c642bb8 nand r4,r3,r5                  | r3=7fffffff r5=1 | r4=fffffffe
7c642bb9 nand. r4,r3,r5                 | r3=80000000 r5=ffffffff so=1 | r4=7fffffff cr0=5
7c642bb8 nand r4,r3,r5                  | r3=12345678 r5=9abcdef0 | r4=edcba98f

# nor{.}
7c6428f8 nor r4,r3,r5                   | r3=7fffffff r5=1 | r4=80000000
7c6428f9 nor. r4,r3,r5                  | r3=80000000 r5=ffffffff so=1 | r4=0 cr0=3
7c6428f8 nor r4,r3,r5                   | r3=12345678 r5=9abcdef0 | r4=65432107

# eqv{.}
7c642a38 eqv r4,r3,r5                   | r3=7fffffff r5=1 | r4=80000001
7c642a39 eqv. r4,r3,r5                  | r3=80000000 r5=ffffffff so=1 | r4=80000000 cr0=9
7c642a38 eqv r4,r3,r5                   | r3=12345678 r5=9abcdef0 | r4=77777777

# extsb{.}
7c640774 extsb r4,r3                    | r3=12345678 | r4=78
7c640775 extsb. r4,r3                   | r3=ffffffff so=1 | r4=ffffffff cr0=9
7c640774 extsb r4,r3                    | r3=ff80 | r4=ffffff80

# extsh{.}
7c640734 extsh r4,r3                    | r3=12345678 | r4=5678
7c640735 extsh. r4,r3                   | r3=ffffffff so=1 | r4=ffffffff cr0=9
7c640734 extsh r4,r3                    | r3=ff80 | r4=ffffff80

# cntlzw{.}
7c640034 cntlzw r4,r3                   | r3=12345678 | r4=3
7c640035 cntlzw. r4,r3                  | r3=ffffffff so=1 | r4=0 cr0=3
7c640034 cntlzw r4,r3                   | r3=ff80 | r4=10

# cnttzw{.}
7c640434 cnttzw r4,r3                   | r3=12345678 | r4=3
7c640435 cnttzw. r4,r3                  | r3=ffffffff so=1 | r4=0 cr0=3
7c640434 cnttzw r4,r3                   | r3=ff80 | r4=7

# cmpb
7c642bf8 cmpb r4,r3,r5                  | r3=7fffffff r5=1 | r4=0
7c642bf8 cmpb r4,r3,r5                  | r3=80000000 r5=ffffffff | r4=0
7c642bf8 cmpb r4,r3,r5                  | r3=12345678 r5=9abcdef0 | r4=0

# popcntb
7c6400f4 popcntb r4,r3                  | r3=12345678 | r4=2030404
7c6400f4 popcntb r4,r3                  | r3=ffffffff | r4=8080808
7c6400f4 popcntb r4,r3                  | r3=ff80 | r4=801

# popcntw
7c6402f4 popcntw r4,r3                  | r3=12345678 | r4=d
7c6402f4 popcntw r4,r3                  | r3=ffffffff | r4=20
7c6402f4 popcntw r4,r3                  | r3=ff80 | r4=9

# prtyw
7c640134 prtyw r4,r3                    | r3=12345678 | r4=0
7c640134 prtyw r4,r3                    | r3=ffffffff | r4=0
7c640134 prtyw r4,r3                    | r3=ff80 | r4=1

# brh
7c6401b6 brh r4,r3                      | r3=12345678 | r4=34127856
7c6401b6 brh r4,r3                      | r3=ffffffff | r4=ffffffff
7c6401b6 brh r4,r3                      | r3=ff80 | r4=80ff

# brw
7c640136 brw r4,r3                      | r3=12345678 | r4=78563412
7c640136 brw r4,r3                      | r3=ffffffff | r4=ffffffff
7c640136 brw r4,r3                      | r3=ff80 | r4=80ff0000

# rlwinm{.}
54642036 slwi r4,r3,4                   | r3=12345678 | r4=23456780
5464fa2f rlwinm. r4,r3,31,8,23          | r3=ffffffff so=1 | r4=ffff00 cr0=5
54640706 rlwinm r4,r3,0,28,3            | r3=ff80 | r4=0

# rlwnm{.}
5c642836 rlwnm r4,r3,r5,0,27            | r3=12345678 r5=4 | r4=23456780
5c642a2f rlwnm. r4,r3,r5,8,23           | r3=ffffffff r5=1f so=1 | r4=ffff00 cr0=5
5c642f06 rlwnm r4,r3,r5,28,3            | r3=ff80 r5=20 | r4=0

# rlwimi{.}
50642036 rlwimi r4,r3,4,0,27            | r3=12345678 r4=aaaaaaaa | r4=2345678a
5064fa2f rlwimi. r4,r3,31,8,23          | r3=ffffffff r4=aaaaaaaa so=1 | r4=aaffffaa cr0=9
50640706 rlwimi r4,r3,0,28,3            | r3=ff80 r4=aaaaaaaa | r4=aaaaaa0

# slw{.}
7c642830 slw r4,r3,r5                   | r3=12345678 r5=4 | r4=23456780
7c642831 slw. r4,r3,r5                  | r3=ffffffff r5=1f so=1 | r4=80000000 cr0=9
7c642830 slw r4,r3,r5                   | r3=ff80 r5=20 | r4=0

# srw{.}
7c642c30 srw r4,r3,r5                   | r3=12345678 r5=4 | r4=1234567
7c642c31 srw. r4,r3,r5                  | r3=ffffffff r5=1f so=1 | r4=1 cr0=5
7c642c30 srw r4,r3,r5                   | r3=ff80 r5=20 | r4=0

# sraw{.}
7c642e30 sraw r4,r3,r5                  | r3=12345678 r5=4 | r4=1234567
7c642e31 sraw. r4,r3,r5                 | r3=ffffffff r5=1f so=1 | r4=ffffffff cr0=9 ca=1
7c642e30 sraw r4,r3,r5                  | r3=ff80 r5=20 | r4=0

# srawi{.}
7c642670 srawi r4,r3,4                  | r3=12345678 | r4=1234567
7c64fe71 srawi. r4,r3,31                | r3=ffffffff so=1 | r4=ffffffff cr0=9 ca=1
7c640670 srawi r4,r3,0                  | r3=ff80 | r4=ff80

# darn: L = 3 is reserved and gives the value that stands for an error
7c6305e6 darn r3,3                      | | r3=ffffffff
