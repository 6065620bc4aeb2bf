
# b{l}{a}
48000040 b 40                           | | pc=+40

# bc{l}{a}
41860010 beq cr1,10                     | cr1=2 | pc=+10
40870011 bnsl cr1,10                    | cr1=0 | lr=C+4 pc=+10
42080012 bca 16,4*cr2+lt,10             | ctr=1 | ctr=0
42890013 bcla 20,4*cr2+gt,10            | | lr=C+4 pc=-ffffff0 end=fetch

# bclr{l}
4d860020 beqlr cr1                      | cr1=2 lr=C+40 | pc=+40
4c870021 bnslrl cr1                     | cr1=0 lr=C+40 | lr=C+4 pc=+40
4e080020 bclr 16,4*cr2+lt               | ctr=1 lr=C+40 | ctr=0

# bcctr{l}
4d860420 beqctr cr1                     | cr1=2 ctr=C+80 | pc=+80
4c870421 bnsctrl cr1                    | cr1=0 ctr=C+80 | lr=C+4 pc=+80
4e880420 bcctr 20,4*cr2+lt              | ctr=C+80 | pc=+80

# sc
44000002 sc                             | | pc=+0

# twi
0c840001 tweqi r4,1                     | r4=7fffffff |
0f04ffff twnei r4,-1                    | r4=80000000 | pc=+0 end=trap
0fe41234 twui r4,4660                   | r4=12345678 | pc=+0 end=trap

# tw
7c842808 tweq r4,r5                     | r4=7fffffff r5=1 |
7f042808 twne r4,r5                     | r4=80000000 r5=ffffffff | pc=+0 end=trap
7fe42808 twu r4,r5                      | r4=12345678 r5=9abcdef0 | pc=+0 end=trap
