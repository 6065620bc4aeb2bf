
# lfs
c0240020 lfs f1,32(r4)                  | r4=D+60 | f1=3fff000000000000
c024fff8 lfs f1,-8(r4)                  | r4=D+90 | f1=c004000000000000
c0240020 lfs f1,32(r4)                  | r4=D+70 | f1=7ff4000000000000

# lfsu
c4240020 lfsu f1,32(r4)                 | r4=D+60 | r4=D+80 f1=3fff000000000000
c424fff8 lfsu f1,-8(r4)                 | r4=D+90 | r4=D+88 f1=c004000000000000
c4240020 lfsu f1,32(r4)                 | r4=D+70 | r4=D+90 f1=7ff4000000000000

# lfsx
7c242c2e lfsx f1,r4,r5                  | r4=D+7c r5=4 | f1=3fff000000000000
7c242c2e lfsx f1,r4,r5                  | r4=D+84 r5=4 | f1=c004000000000000
7c202c2e lfsx f1,0,r5                   | r5=D+90 | f1=7ff4000000000000

# lfsux
7c242c6e lfsux f1,r4,r5                 | r4=D+7c r5=4 | r4=D+80 f1=3fff000000000000
7c242c6e lfsux f1,r4,r5                 | r4=D+84 r5=4 | r4=D+88 f1=c004000000000000
7c242c6e lfsux f1,r4,r5                 | r4=D+8c r5=4 | r4=D+90 f1=7ff4000000000000

# lfd
c8240020 lfd f1,32(r4)                  | r4=D+60 | f1=3ff8000000000000
c824fff8 lfd f1,-8(r4)                  | r4=D+90 | f1=c020000000000001
c8240020 lfd f1,32(r4)                  | r4=D+70 | f1=7fa00000ff7fffff

# lfdu
cc240020 lfdu f1,32(r4)                 | r4=D+60 | r4=D+80 f1=3ff8000000000000
cc24fff8 lfdu f1,-8(r4)                 | r4=D+90 | r4=D+88 f1=c020000000000001
cc240020 lfdu f1,32(r4)                 | r4=D+70 | r4=D+90 f1=7fa00000ff7fffff

# lfdx
7c242cae lfdx f1,r4,r5                  | r4=D+7c r5=4 | f1=3ff8000000000000
7c242cae lfdx f1,r4,r5                  | r4=D+84 r5=4 | f1=c020000000000001
7c202cae lfdx f1,0,r5                   | r5=D+90 | f1=7fa00000ff7fffff

# lfdux
7c242cee lfdux f1,r4,r5                 | r4=D+7c r5=4 | r4=D+80 f1=3ff8000000000000
7c242cee lfdux f1,r4,r5                 | r4=D+84 r5=4 | r4=D+88 f1=c020000000000001
7c242cee lfdux f1,r4,r5                 | r4=D+8c r5=4 | r4=D+90 f1=7fa00000ff7fffff

# lfiwax
7c242eae lfiwax f1,r4,r5                | r4=D+7c r5=4 | f1=3ff80000
7c242eae lfiwax f1,r4,r5                | r4=D+84 r5=4 | f1=ffffffffc0200000
7c202eae lfiwax f1,0,r5                 | r5=D+90 | f1=7fa00000

# lfiwzx
7c242eee lfiwzx f1,r4,r5                | r4=D+7c r5=4 | f1=3ff80000
7c242eee lfiwzx f1,r4,r5                | r4=D+84 r5=4 | f1=c0200000
7c202eee lfiwzx f1,0,r5                 | r5=D+90 | f1=7fa00000

# lfdp
e4440020 lfdp f2,32(r4)                 | r4=D+60 | f2=3ff8000000000000 f3=c020000000000001
e444fff8 lfdp f2,-8(r4)                 | r4=D+90 | f2=c020000000000001 f3=7fa00000ff7fffff
e4440020 lfdp f2,32(r4)                 | r4=D+70 | f2=7fa00000ff7fffff f3=1

# lfdpx
7c442e2e lfdpx f2,r4,r5                 | r4=D+7c r5=4 | f2=3ff8000000000000 f3=c020000000000001
7c442e2e lfdpx f2,r4,r5                 | r4=D+84 r5=4 | f2=c020000000000001 f3=7fa00000ff7fffff
7c402e2e lfdpx f2,0,r5                  | r5=D+90 | f2=7fa00000ff7fffff f3=1

# stfs
d0240020 stfs f1,32(r4)                 | r4=D+60 f1=3ff8000000000000 | [81]=c0
d024fff8 stfs f1,-8(r4)                 | r4=D+90 f1=c002000000000000 | [89]=10
d0240020 stfs f1,32(r4)                 | r4=D+70 f1=10000000000000 | [90]=0000

# stfsu
d4240020 stfsu f1,32(r4)                | r4=D+60 f1=3ff8000000000000 | r4=D+80 [81]=c0
d424fff8 stfsu f1,-8(r4)                | r4=D+90 f1=c002000000000000 | r4=D+88 [89]=10
d4240020 stfsu f1,32(r4)                | r4=D+70 f1=10000000000000 | r4=D+90 [90]=0000

# stfsx
7c242d2e stfsx f1,r4,r5                 | r4=D+7c r5=4 f1=3ff8000000000000 | [81]=c0
7c242d2e stfsx f1,r4,r5                 | r4=D+84 r5=4 f1=c002000000000000 | [89]=10
7c202d2e stfsx f1,0,r5                  | r5=D+90 f1=10000000000000 | [90]=0000

# stfsux
7c242d6e stfsux f1,r4,r5                | r4=D+7c r5=4 f1=3ff8000000000000 | r4=D+80 [81]=c0
7c242d6e stfsux f1,r4,r5                | r4=D+84 r5=4 f1=c002000000000000 | r4=D+88 [89]=10
7c242d6e stfsux f1,r4,r5                | r4=D+8c r5=4 f1=10000000000000 | r4=D+90 [90]=0000

# stfd
d8240020 stfd f1,32(r4)                 | r4=D+60 f1=3ff8000000000000 |
d824fff8 stfd f1,-8(r4)                 | r4=D+90 f1=c002000000000000 | [89]=02 [8f]=00
d8240020 stfd f1,32(r4)                 | r4=D+70 f1=10000000000000 | [90]=0010 [94]=00000000

# stfdu
dc240020 stfdu f1,32(r4)                | r4=D+60 f1=3ff8000000000000 | r4=D+80
dc24fff8 stfdu f1,-8(r4)                | r4=D+90 f1=c002000000000000 | r4=D+88 [89]=02 [8f]=00
dc240020 stfdu f1,32(r4)                | r4=D+70 f1=10000000000000 | r4=D+90 [90]=0010 [94]=00000000

# stfdx
7c242dae stfdx f1,r4,r5                 | r4=D+7c r5=4 f1=3ff8000000000000 |
7c242dae stfdx f1,r4,r5                 | r4=D+84 r5=4 f1=c002000000000000 | [89]=02 [8f]=00
7c202dae stfdx f1,0,r5                  | r5=D+90 f1=10000000000000 | [90]=0010 [94]=00000000

# stfdux
7c242dee stfdux f1,r4,r5                | r4=D+7c r5=4 f1=3ff8000000000000 | r4=D+80
7c242dee stfdux f1,r4,r5                | r4=D+84 r5=4 f1=c002000000000000 | r4=D+88 [89]=02 [8f]=00
7c242dee stfdux f1,r4,r5                | r4=D+8c r5=4 f1=10000000000000 | r4=D+90 [90]=0010 [94]=00000000

# stfiwx
7c242fae stfiwx f1,r4,r5                | r4=D+7c r5=4 f1=3ff8000000000000 | [80]=0000
7c242fae stfiwx f1,r4,r5                | r4=D+84 r5=4 f1=c002000000000000 | [88]=0000
7c202fae stfiwx f1,0,r5                 | r5=D+90 f1=10000000000000 | [90]=0000

# stfdp
f4440020 stfdp f2,32(r4)                | r4=D+60 f2=3ff8000000000000 f3=4008000000000000 | [88]=4008 [8f]=00
f444fff8 stfdp f2,-8(r4)                | r4=D+90 f2=c002000000000000 f3=3fd5555555555555 | [89]=02 [8f]=003fd5555555555555
f4440020 stfdp f2,32(r4)                | r4=D+70 f2=10000000000000 f3=3fe0000000000000 | [90]=0010 [94]=000000003fe0 [9f]=00

# stfdpx
7c442f2e stfdpx f2,r4,r5                | r4=D+7c r5=4 f2=3ff8000000000000 f3=4008000000000000 | [88]=4008 [8f]=00
7c442f2e stfdpx f2,r4,r5                | r4=D+84 r5=4 f2=c002000000000000 f3=3fd5555555555555 | [89]=02 [8f]=003fd5555555555555
7c402f2e stfdpx f2,0,r5                 | r5=D+90 f2=10000000000000 f3=3fe0000000000000 | [90]=0010 [94]=000000003fe0 [9f]=00
