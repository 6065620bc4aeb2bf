
# fmr{.}
fc201890 fmr f1,f3                      | f3=4008000000000000 | f1=4008000000000000
fc201891 fmr. f1,f3                     | f3=3fd5555555555555 fpscr=1 | f1=3fd5555555555555
fc201890 fmr f1,f3                      | f3=3fe0000000000000 | f1=3fe0000000000000
fc201891 fmr. f1,f3                     | f3=fff0000000000000 | f1=fff0000000000000
fc201890 fmr f1,f3                      | f3=4000000000000000 | f1=4000000000000000
fc201891 fmr. f1,f3                     | f3=bff0000000000000 fpscr=2 | f1=bff0000000000000

# fneg{.}
fc201850 fneg f1,f3                     | f3=4008000000000000 | f1=c008000000000000
fc201851 fneg. f1,f3                    | f3=3fd5555555555555 fpscr=1 | f1=bfd5555555555555
fc201850 fneg f1,f3                     | f3=3fe0000000000000 | f1=bfe0000000000000
fc201851 fneg. f1,f3                    | f3=fff0000000000000 | f1=7ff0000000000000
fc201850 fneg f1,f3                     | f3=4000000000000000 | f1=c000000000000000
fc201851 fneg. f1,f3                    | f3=bff0000000000000 fpscr=2 | f1=3ff0000000000000

# fabs{.}
fc201a10 fabs f1,f3                     | f3=4008000000000000 | f1=4008000000000000
fc201a11 fabs. f1,f3                    | f3=3fd5555555555555 fpscr=1 | f1=3fd5555555555555
fc201a10 fabs f1,f3                     | f3=3fe0000000000000 | f1=3fe0000000000000
fc201a11 fabs. f1,f3                    | f3=fff0000000000000 | f1=7ff0000000000000
fc201a10 fabs f1,f3                     | f3=4000000000000000 | f1=4000000000000000
fc201a11 fabs. f1,f3                    | f3=bff0000000000000 fpscr=2 | f1=3ff0000000000000

# fnabs{.}
fc201910 fnabs f1,f3                    | f3=4008000000000000 | f1=c008000000000000
fc201911 fnabs. f1,f3                   | f3=3fd5555555555555 fpscr=1 | f1=bfd5555555555555
fc201910 fnabs f1,f3                    | f3=3fe0000000000000 | f1=bfe0000000000000
fc201911 fnabs. f1,f3                   | f3=fff0000000000000 | f1=fff0000000000000
fc201910 fnabs f1,f3                    | f3=4000000000000000 | f1=c000000000000000
fc201911 fnabs. f1,f3                   | f3=bff0000000000000 fpscr=2 | f1=bff0000000000000

# fcpsgn{.}
fc221810 fcpsgn f1,f2,f3                | f2=3ff8000000000000 f3=4008000000000000 | f1=4008000000000000
fc221811 fcpsgn. f1,f2,f3               | f2=c002000000000000 f3=3fd5555555555555 fpscr=1 | f1=bfd5555555555555
fc221810 fcpsgn f1,f2,f3                | f2=10000000000000 f3=3fe0000000000000 | f1=3fe0000000000000
fc221811 fcpsgn. f1,f2,f3               | f2=7ff0000000000000 f3=fff0000000000000 | f1=7ff0000000000000
fc221810 fcpsgn f1,f2,f3                | f2=7ff4000000000001 f3=4000000000000000 | f1=4000000000000000
fc221811 fcpsgn. f1,f2,f3               | f2=41dfffffffe00000 f3=bff0000000000000 fpscr=2 | f1=3ff0000000000000

# fmrgew
fc221f8c fmrgew f1,f2,f3                | f2=3ff8000000000000 f3=4008000000000000 | f1=3ff8000040080000
fc221f8c fmrgew f1,f2,f3                | f2=c002000000000000 f3=3fd5555555555555 | f1=c00200003fd55555
fc221f8c fmrgew f1,f2,f3                | f2=10000000000000 f3=3fe0000000000000 | f1=1000003fe00000
fc221f8c fmrgew f1,f2,f3                | f2=7ff0000000000000 f3=fff0000000000000 | f1=7ff00000fff00000
fc221f8c fmrgew f1,f2,f3                | f2=7ff4000000000001 f3=4000000000000000 | f1=7ff4000040000000

# fmrgow
fc221e8c fmrgow f1,f2,f3                | f2=3ff8000000000000 f3=4008000000000000 | f1=0
fc221e8c fmrgow f1,f2,f3                | f2=c002000000000000 f3=3fd5555555555555 | f1=55555555
fc221e8c fmrgow f1,f2,f3                | f2=10000000000000 f3=3fe0000000000000 | f1=0
fc221e8c fmrgow f1,f2,f3                | f2=7ff0000000000000 f3=fff0000000000000 | f1=0
fc221e8c fmrgow f1,f2,f3                | f2=7ff4000000000001 f3=4000000000000000 | f1=100000000

# fadd{.}
fc22182a fadd f1,f2,f3                  | f2=3ff8000000000000 f3=4008000000000000 | f1=4012000000000000 fpscr=4000
fc22182b fadd. f1,f2,f3                 | f2=c002000000000000 f3=3fd5555555555555 fpscr=1 | f1=bffeaaaaaaaaaaaa cr1=8 fpscr=82028001
fc22182a fadd f1,f2,f3                  | f2=10000000000000 f3=3fe0000000000000 | f1=3fe0000000000000 fpscr=82024000
fc22182b fadd. f1,f2,f3                 | f2=7ff0000000000000 f3=fff0000000000000 | f1=7ff8000000000000 cr1=a fpscr=a0811000
fc22182a fadd f1,f2,f3                  | f2=7ff4000000000001 f3=4000000000000000 | f1=7ffc000000000001 fpscr=a1011000
fc22182b fadd. f1,f2,f3                 | f2=41dfffffffe00000 f3=bff0000000000000 fpscr=2 | f1=41dfffffffa00000 fpscr=4002

# fadds{.}
ec22182a fadds f1,f2,f3                 | f2=3ff8000000000000 f3=4008000000000000 | f1=4012000000000000 fpscr=4000
ec22182b fadds. f1,f2,f3                | f2=c002000000000000 f3=3fd5555555555555 fpscr=1 | f1=bffeaaaaa0000000 cr1=8 fpscr=82028001
ec22182a fadds f1,f2,f3                 | f2=10000000000000 f3=3fe0000000000000 | f1=3fe0000000000000 fpscr=82024000
ec22182b fadds. f1,f2,f3                | f2=7ff0000000000000 f3=fff0000000000000 | f1=7ff8000000000000 cr1=a fpscr=a0811000
ec22182a fadds f1,f2,f3                 | f2=7ff4000000000001 f3=4000000000000000 | f1=7ffc000000000000 fpscr=a1011000
ec22182b fadds. f1,f2,f3                | f2=41dfffffffe00000 f3=bff0000000000000 fpscr=2 | f1=41e0000000000000 cr1=8 fpscr=82064002

# fsub{.}
fc221828 fsub f1,f2,f3                  | f2=3ff8000000000000 f3=4008000000000000 | f1=bff8000000000000 fpscr=8000
fc221829 fsub. f1,f2,f3                 | f2=c002000000000000 f3=3fd5555555555555 fpscr=1 | f1=c004aaaaaaaaaaaa cr1=8 fpscr=82028001
fc221828 fsub f1,f2,f3                  | f2=10000000000000 f3=3fe0000000000000 | f1=bfe0000000000000 fpscr=82068000
fc221829 fsub. f1,f2,f3                 | f2=7ff0000000000000 f3=fff0000000000000 | f1=7ff0000000000000 fpscr=5000
fc221828 fsub f1,f2,f3                  | f2=7ff4000000000001 f3=4000000000000000 | f1=7ffc000000000001 fpscr=a1011000
fc221829 fsub. f1,f2,f3                 | f2=41dfffffffe00000 f3=bff0000000000000 fpscr=2 | f1=41e0000000100000 fpscr=4002

# fsubs{.}
ec221828 fsubs f1,f2,f3                 | f2=3ff8000000000000 f3=4008000000000000 | f1=bff8000000000000 fpscr=8000
ec221829 fsubs. f1,f2,f3                | f2=c002000000000000 f3=3fd5555555555555 fpscr=1 | f1=c004aaaaa0000000 cr1=8 fpscr=82028001
ec221828 fsubs f1,f2,f3                 | f2=10000000000000 f3=3fe0000000000000 | f1=bfe0000000000000 fpscr=82068000
ec221829 fsubs. f1,f2,f3                | f2=7ff0000000000000 f3=fff0000000000000 | f1=7ff0000000000000 fpscr=5000
ec221828 fsubs f1,f2,f3                 | f2=7ff4000000000001 f3=4000000000000000 | f1=7ffc000000000000 fpscr=a1011000
ec221829 fsubs. f1,f2,f3                | f2=41dfffffffe00000 f3=bff0000000000000 fpscr=2 | f1=41e0000020000000 cr1=8 fpscr=82064002

# fmul{.}
fc220132 fmul f1,f2,f4                  | f2=3ff8000000000000 f4=4004000000000000 | f1=400e000000000000 fpscr=4000
fc220133 fmul. f1,f2,f4                 | f2=c002000000000000 f4=3fb999999999999a fpscr=1 | f1=bfcccccccccccccd cr1=8 fpscr=82028001
fc220132 fmul f1,f2,f4                  | f2=10000000000000 f4=3ff0000000000000 | f1=10000000000000 fpscr=4000
fc220133 fmul. f1,f2,f4                 | f2=7ff0000000000000 f4=3ff0000000000000 | f1=7ff0000000000000 fpscr=5000
fc220132 fmul f1,f2,f4                  | f2=7ff4000000000001 f4=3ff0000000000000 | f1=7ffc000000000001 fpscr=a1011000
fc220133 fmul. f1,f2,f4                 | f2=41dfffffffe00000 f4=4024000000000000 fpscr=2 | f1=4213ffffffec0000 fpscr=4002

# fmuls{.}
ec220132 fmuls f1,f2,f4                 | f2=3ff8000000000000 f4=4004000000000000 | f1=400e000000000000 fpscr=4000
ec220133 fmuls. f1,f2,f4                | f2=c002000000000000 f4=3fb999999999999a fpscr=1 | f1=bfccccccc0000000 cr1=8 fpscr=82028001
ec220132 fmuls f1,f2,f4                 | f2=10000000000000 f4=3ff0000000000000 | f1=0 fpscr=8a022000
ec220133 fmuls. f1,f2,f4                | f2=7ff0000000000000 f4=3ff0000000000000 | f1=7ff0000000000000 fpscr=5000
ec220132 fmuls f1,f2,f4                 | f2=7ff4000000000001 f4=3ff0000000000000 | f1=7ffc000000000000 fpscr=a1011000
ec220133 fmuls. f1,f2,f4                | f2=41dfffffffe00000 f4=4024000000000000 fpscr=2 | f1=4214000000000000 cr1=8 fpscr=82064002

# fdiv{.}
fc221824 fdiv f1,f2,f3                  | f2=3ff8000000000000 f3=4008000000000000 | f1=3fe0000000000000 fpscr=4000
fc221825 fdiv. f1,f2,f3                 | f2=c002000000000000 f3=3fd5555555555555 fpscr=1 | f1=c01b000000000000 cr1=8 fpscr=82028001
fc221824 fdiv f1,f2,f3                  | f2=10000000000000 f3=3fe0000000000000 | f1=20000000000000 fpscr=4000
fc221825 fdiv. f1,f2,f3                 | f2=7ff0000000000000 f3=fff0000000000000 | f1=7ff8000000000000 cr1=a fpscr=a0411000
fc221824 fdiv f1,f2,f3                  | f2=7ff4000000000001 f3=4000000000000000 | f1=7ffc000000000001 fpscr=a1011000
fc221825 fdiv. f1,f2,f3                 | f2=41dfffffffe00000 f3=bff0000000000000 fpscr=2 | f1=c1dfffffffe00000 fpscr=8002

# fdivs{.}
ec221824 fdivs f1,f2,f3                 | f2=3ff8000000000000 f3=4008000000000000 | f1=3fe0000000000000 fpscr=4000
ec221825 fdivs. f1,f2,f3                | f2=c002000000000000 f3=3fd5555555555555 fpscr=1 | f1=c01b000000000000 cr1=8 fpscr=82028001
ec221824 fdivs f1,f2,f3                 | f2=10000000000000 f3=3fe0000000000000 | f1=0 fpscr=8a022000
ec221825 fdivs. f1,f2,f3                | f2=7ff0000000000000 f3=fff0000000000000 | f1=7ff8000000000000 cr1=a fpscr=a0411000
ec221824 fdivs f1,f2,f3                 | f2=7ff4000000000001 f3=4000000000000000 | f1=7ffc000000000000 fpscr=a1011000
ec221825 fdivs. f1,f2,f3                | f2=41dfffffffe00000 f3=bff0000000000000 fpscr=2 | f1=c1dfffffe0000000 cr1=8 fpscr=82028002

# fsqrt{.}
fc20182c fsqrt f1,f3                    | f3=4000000000000000 | f1=3ff6a09e667f3bcd fpscr=82064000
fc20182d fsqrt. f1,f3                   | f3=4022000000000000 fpscr=1 | f1=4008000000000000 fpscr=4001
fc20182c fsqrt f1,f3                    | f3=bff0000000000000 | f1=7ff8000000000000 fpscr=a0011200
fc20182d fsqrt. f1,f3                   | f3=0 | f1=0 fpscr=2000
fc20182c fsqrt f1,f3                    | f3=7ff0000000000000 | f1=7ff0000000000000 fpscr=5000
fc20182d fsqrt. f1,f3                   | f3=7ff4000000000000 fpscr=2 | f1=7ffc000000000000 cr1=a fpscr=a1011002

# fsqrts{.}
ec20182c fsqrts f1,f3                   | f3=4000000000000000 | f1=3ff6a09e60000000 fpscr=82024000
ec20182d fsqrts. f1,f3                  | f3=4022000000000000 fpscr=1 | f1=4008000000000000 fpscr=4001
ec20182c fsqrts f1,f3                   | f3=bff0000000000000 | f1=7ff8000000000000 fpscr=a0011200
ec20182d fsqrts. f1,f3                  | f3=0 | f1=0 fpscr=2000
ec20182c fsqrts f1,f3                   | f3=7ff0000000000000 | f1=7ff0000000000000 fpscr=5000
ec20182d fsqrts. f1,f3                  | f3=7ff4000000000000 fpscr=2 | f1=7ffc000000000000 cr1=a fpscr=a1011002

# fre{.}
fc201830 fre f1,f3                      | f3=4008000000000000 | f1=3fd5555555555555 fpscr=82024000
fc201831 fre. f1,f3                     | f3=3fd5555555555555 fpscr=1 | f1=4008000000000000 cr1=8 fpscr=82024001
fc201830 fre f1,f3                      | f3=3fe0000000000000 | f1=4000000000000000 fpscr=4000
fc201831 fre. f1,f3                     | f3=fff0000000000000 | f1=8000000000000000 fpscr=12000
fc201830 fre f1,f3                      | f3=4000000000000000 | f1=3fe0000000000000 fpscr=4000
fc201831 fre. f1,f3                     | f3=bff0000000000000 fpscr=2 | f1=bff0000000000000 fpscr=8002

# fres{.}
ec201830 fres f1,f3                     | f3=4008000000000000 | f1=3fd5555560000000 fpscr=82064000
ec201831 fres. f1,f3                    | f3=3fd5555555555555 fpscr=1 | f1=4008000000000000 cr1=8 fpscr=82024001
ec201830 fres f1,f3                     | f3=3fe0000000000000 | f1=4000000000000000 fpscr=4000
ec201831 fres. f1,f3                    | f3=fff0000000000000 | f1=8000000000000000 fpscr=12000
ec201830 fres f1,f3                     | f3=4000000000000000 | f1=3fe0000000000000 fpscr=4000
ec201831 fres. f1,f3                    | f3=bff0000000000000 fpscr=2 | f1=bff0000000000000 fpscr=8002

# frsqrte{.}
fc201834 frsqrte f1,f3                  | f3=4000000000000000 | f1=3fe6a09e667f3bcc fpscr=82024000
fc201835 frsqrte. f1,f3                 | f3=4022000000000000 fpscr=1 | f1=3fd5555555555555 cr1=8 fpscr=82024001
fc201834 frsqrte f1,f3                  | f3=bff0000000000000 | f1=7ff8000000000000 fpscr=a0011200
fc201835 frsqrte. f1,f3                 | f3=0 | f1=7ff0000000000000 cr1=8 fpscr=84005000
fc201834 frsqrte f1,f3                  | f3=7ff0000000000000 | f1=0 fpscr=2000
fc201835 frsqrte. f1,f3                 | f3=7ff4000000000000 fpscr=2 | f1=7ffc000000000000 cr1=a fpscr=a1011002

# frsqrtes{.}
ec201834 frsqrtes f1,f3                 | f3=4000000000000000 | f1=3fe6a09e60000000 fpscr=82024000
ec201835 frsqrtes. f1,f3                | f3=4022000000000000 fpscr=1 | f1=3fd5555540000000 cr1=8 fpscr=82024001
ec201834 frsqrtes f1,f3                 | f3=bff0000000000000 | f1=7ff8000000000000 fpscr=a0011200
ec201835 frsqrtes. f1,f3                | f3=0 | f1=7ff0000000000000 cr1=8 fpscr=84005000
ec201834 frsqrtes f1,f3                 | f3=7ff0000000000000 | f1=0 fpscr=2000
ec201835 frsqrtes. f1,f3                | f3=7ff4000000000000 fpscr=2 | f1=7ffc000000000000 cr1=a fpscr=a1011002

# ftdiv
fd021900 ftdiv cr2,f2,f3                | f2=3ff8000000000000 f3=4008000000000000 | cr2=8
ff821900 ftdiv cr7,f2,f3                | f2=c002000000000000 f3=3fd5555555555555 | cr7=8
fc021900 ftdiv cr0,f2,f3                | f2=10000000000000 f3=3fe0000000000000 | cr0=a
fc021900 ftdiv cr0,f2,f3                | f2=7ff0000000000000 f3=fff0000000000000 | cr0=e
fc021900 ftdiv cr0,f2,f3                | f2=7ff4000000000001 f3=4000000000000000 | cr0=a

# ftsqrt
fd001940 ftsqrt cr2,f3                  | f3=4000000000000000 | cr2=8
ff801940 ftsqrt cr7,f3                  | f3=4022000000000000 | cr7=8
fc001940 ftsqrt cr0,f3                  | f3=bff0000000000000 | cr0=a
fc001940 ftsqrt cr0,f3                  | f3=0 | cr0=e
fc001940 ftsqrt cr0,f3                  | f3=7ff0000000000000 | cr0=e

# fmadd{.}
fc22193a fmadd f1,f2,f4,f3              | f2=3ff8000000000000 f3=4008000000000000 f4=4004000000000000 | f1=401b000000000000 fpscr=4000
fc22193b fmadd. f1,f2,f4,f3             | f2=c002000000000000 f3=3fd5555555555555 f4=3fb999999999999a fpscr=1 | f1=3fbbbbbbbbbbbbb9 cr1=8 fpscr=82024001
fc22193a fmadd f1,f2,f4,f3              | f2=10000000000000 f3=3fe0000000000000 f4=3ff0000000000000 | f1=3fe0000000000000 fpscr=82024000
fc22193b fmadd. f1,f2,f4,f3             | f2=7ff0000000000000 f3=fff0000000000000 f4=3ff0000000000000 | f1=7ff8000000000000 cr1=a fpscr=a0811000
fc22193a fmadd f1,f2,f4,f3              | f2=7ff4000000000001 f3=4000000000000000 f4=3ff0000000000000 | f1=7ffc000000000001 fpscr=a1011000
fc22193b fmadd. f1,f2,f4,f3             | f2=41dfffffffe00000 f3=bff0000000000000 f4=4024000000000000 fpscr=2 | f1=4213ffffffe80000 fpscr=4002

# fmadds{.}
ec22193a fmadds f1,f2,f4,f3             | f2=3ff8000000000000 f3=4008000000000000 f4=4004000000000000 | f1=401b000000000000 fpscr=4000
ec22193b fmadds. f1,f2,f4,f3            | f2=c002000000000000 f3=3fd5555555555555 f4=3fb999999999999a fpscr=1 | f1=3fbbbbbba0000000 cr1=8 fpscr=82024001
ec22193a fmadds f1,f2,f4,f3             | f2=10000000000000 f3=3fe0000000000000 f4=3ff0000000000000 | f1=3fe0000000000000 fpscr=82024000
ec22193b fmadds. f1,f2,f4,f3            | f2=7ff0000000000000 f3=fff0000000000000 f4=3ff0000000000000 | f1=7ff8000000000000 cr1=a fpscr=a0811000
ec22193a fmadds f1,f2,f4,f3             | f2=7ff4000000000001 f3=4000000000000000 f4=3ff0000000000000 | f1=7ffc000000000000 fpscr=a1011000
ec22193b fmadds. f1,f2,f4,f3            | f2=41dfffffffe00000 f3=bff0000000000000 f4=4024000000000000 fpscr=2 | f1=4214000000000000 cr1=8 fpscr=82064002

# fmsub{.}
fc221938 fmsub f1,f2,f4,f3              | f2=3ff8000000000000 f3=4008000000000000 f4=4004000000000000 | f1=3fe8000000000000 fpscr=4000
fc221939 fmsub. f1,f2,f4,f3             | f2=c002000000000000 f3=3fd5555555555555 f4=3fb999999999999a fpscr=1 | f1=bfe1dddddddddddd cr1=8 fpscr=82028001
fc221938 fmsub f1,f2,f4,f3              | f2=10000000000000 f3=3fe0000000000000 f4=3ff0000000000000 | f1=bfe0000000000000 fpscr=82068000
fc221939 fmsub. f1,f2,f4,f3             | f2=7ff0000000000000 f3=fff0000000000000 f4=3ff0000000000000 | f1=7ff0000000000000 fpscr=5000
fc221938 fmsub f1,f2,f4,f3              | f2=7ff4000000000001 f3=4000000000000000 f4=3ff0000000000000 | f1=7ffc000000000001 fpscr=a1011000
fc221939 fmsub. f1,f2,f4,f3             | f2=41dfffffffe00000 f3=bff0000000000000 f4=4024000000000000 fpscr=2 | f1=4213fffffff00000 fpscr=4002

# fmsubs{.}
ec221938 fmsubs f1,f2,f4,f3             | f2=3ff8000000000000 f3=4008000000000000 f4=4004000000000000 | f1=3fe8000000000000 fpscr=4000
ec221939 fmsubs. f1,f2,f4,f3            | f2=c002000000000000 f3=3fd5555555555555 f4=3fb999999999999a fpscr=1 | f1=bfe1ddddc0000000 cr1=8 fpscr=82028001
ec221938 fmsubs f1,f2,f4,f3             | f2=10000000000000 f3=3fe0000000000000 f4=3ff0000000000000 | f1=bfe0000000000000 fpscr=82068000
ec221939 fmsubs. f1,f2,f4,f3            | f2=7ff0000000000000 f3=fff0000000000000 f4=3ff0000000000000 | f1=7ff0000000000000 fpscr=5000
ec221938 fmsubs f1,f2,f4,f3             | f2=7ff4000000000001 f3=4000000000000000 f4=3ff0000000000000 | f1=7ffc000000000000 fpscr=a1011000
ec221939 fmsubs. f1,f2,f4,f3            | f2=41dfffffffe00000 f3=bff0000000000000 f4=4024000000000000 fpscr=2 | f1=4214000000000000 cr1=8 fpscr=82064002

# fnmadd{.}
fc22193e fnmadd f1,f2,f4,f3             | f2=3ff8000000000000 f3=4008000000000000 f4=4004000000000000 | f1=c01b000000000000 fpscr=8000
fc22193f fnmadd. f1,f2,f4,f3            | f2=c002000000000000 f3=3fd5555555555555 f4=3fb999999999999a fpscr=1 | f1=bfbbbbbbbbbbbbb9 cr1=8 fpscr=82028001
fc22193e fnmadd f1,f2,f4,f3             | f2=10000000000000 f3=3fe0000000000000 f4=3ff0000000000000 | f1=bfe0000000000000 fpscr=82028000
fc22193f fnmadd. f1,f2,f4,f3            | f2=7ff0000000000000 f3=fff0000000000000 f4=3ff0000000000000 | f1=7ff8000000000000 cr1=a fpscr=a0811000
fc22193e fnmadd f1,f2,f4,f3             | f2=7ff4000000000001 f3=4000000000000000 f4=3ff0000000000000 | f1=7ffc000000000001 fpscr=a1011000
fc22193f fnmadd. f1,f2,f4,f3            | f2=41dfffffffe00000 f3=bff0000000000000 f4=4024000000000000 fpscr=2 | f1=c213ffffffe80000 fpscr=8002

# fnmadds{.}
ec22193e fnmadds f1,f2,f4,f3            | f2=3ff8000000000000 f3=4008000000000000 f4=4004000000000000 | f1=c01b000000000000 fpscr=8000
ec22193f fnmadds. f1,f2,f4,f3           | f2=c002000000000000 f3=3fd5555555555555 f4=3fb999999999999a fpscr=1 | f1=bfbbbbbba0000000 cr1=8 fpscr=82028001
ec22193e fnmadds f1,f2,f4,f3            | f2=10000000000000 f3=3fe0000000000000 f4=3ff0000000000000 | f1=bfe0000000000000 fpscr=82028000
ec22193f fnmadds. f1,f2,f4,f3           | f2=7ff0000000000000 f3=fff0000000000000 f4=3ff0000000000000 | f1=7ff8000000000000 cr1=a fpscr=a0811000
ec22193e fnmadds f1,f2,f4,f3            | f2=7ff4000000000001 f3=4000000000000000 f4=3ff0000000000000 | f1=7ffc000000000000 fpscr=a1011000
ec22193f fnmadds. f1,f2,f4,f3           | f2=41dfffffffe00000 f3=bff0000000000000 f4=4024000000000000 fpscr=2 | f1=c214000000000000 cr1=8 fpscr=82068002

# fnmsub{.}
fc22193c fnmsub f1,f2,f4,f3             | f2=3ff8000000000000 f3=4008000000000000 f4=4004000000000000 | f1=bfe8000000000000 fpscr=8000
fc22193d fnmsub. f1,f2,f4,f3            | f2=c002000000000000 f3=3fd5555555555555 f4=3fb999999999999a fpscr=1 | f1=3fe1dddddddddddd cr1=8 fpscr=82024001
fc22193c fnmsub f1,f2,f4,f3             | f2=10000000000000 f3=3fe0000000000000 f4=3ff0000000000000 | f1=3fe0000000000000 fpscr=82064000
fc22193d fnmsub. f1,f2,f4,f3            | f2=7ff0000000000000 f3=fff0000000000000 f4=3ff0000000000000 | f1=fff0000000000000 fpscr=9000
fc22193c fnmsub f1,f2,f4,f3             | f2=7ff4000000000001 f3=4000000000000000 f4=3ff0000000000000 | f1=7ffc000000000001 fpscr=a1011000
fc22193d fnmsub. f1,f2,f4,f3            | f2=41dfffffffe00000 f3=bff0000000000000 f4=4024000000000000 fpscr=2 | f1=c213fffffff00000 fpscr=8002

# fnmsubs{.}
ec22193c fnmsubs f1,f2,f4,f3            | f2=3ff8000000000000 f3=4008000000000000 f4=4004000000000000 | f1=bfe8000000000000 fpscr=8000
ec22193d fnmsubs. f1,f2,f4,f3           | f2=c002000000000000 f3=3fd5555555555555 f4=3fb999999999999a fpscr=1 | f1=3fe1ddddc0000000 cr1=8 fpscr=82024001
ec22193c fnmsubs f1,f2,f4,f3            | f2=10000000000000 f3=3fe0000000000000 f4=3ff0000000000000 | f1=3fe0000000000000 fpscr=82064000
ec22193d fnmsubs. f1,f2,f4,f3           | f2=7ff0000000000000 f3=fff0000000000000 f4=3ff0000000000000 | f1=fff0000000000000 fpscr=9000
ec22193c fnmsubs f1,f2,f4,f3            | f2=7ff4000000000001 f3=4000000000000000 f4=3ff0000000000000 | f1=7ffc000000000000 fpscr=a1011000
ec22193d fnmsubs. f1,f2,f4,f3           | f2=41dfffffffe00000 f3=bff0000000000000 f4=4024000000000000 fpscr=2 | f1=c214000000000000 cr1=8 fpscr=82068002

# frsp{.}
fc201818 frsp f1,f3                     | f3=4008000000000000 | f1=4008000000000000 fpscr=4000
fc201819 frsp. f1,f3                    | f3=3fd5555555555555 fpscr=1 | f1=3fd5555540000000 cr1=8 fpscr=82024001
fc201818 frsp f1,f3                     | f3=3fe0000000000000 | f1=3fe0000000000000 fpscr=4000
fc201819 frsp. f1,f3                    | f3=fff0000000000000 | f1=fff0000000000000 fpscr=9000
fc201818 frsp f1,f3                     | f3=4000000000000000 | f1=4000000000000000 fpscr=4000
fc201819 frsp. f1,f3                    | f3=bff0000000000000 fpscr=2 | f1=bff0000000000000 fpscr=8002

# fctiw{.}
fc20181c fctiw f1,f3                    | f3=4004000000000000 | f1=2 fpscr=82020000
fc20181d fctiw. f1,f3                   | f3=c004000000000000 fpscr=1 | f1=fffffffffffffffe cr1=8 fpscr=82020001
fc20181c fctiw f1,f3                    | f3=41efffffffe00000 | f1=7fffffff fpscr=a0000100
fc20181d fctiw. f1,f3                   | f3=43e0000000000000 | f1=7fffffff cr1=a fpscr=a0000100
fc20181c fctiw f1,f3                    | f3=bfe0000000000000 | f1=0 fpscr=82020000
fc20181d fctiw. f1,f3                   | f3=7ff8000000000000 fpscr=2 | f1=80000000 cr1=a fpscr=a0000102

# fctiwz{.}
fc20181e fctiwz f1,f3                   | f3=4004000000000000 | f1=2 fpscr=82020000
fc20181f fctiwz. f1,f3                  | f3=c004000000000000 fpscr=1 | f1=fffffffffffffffe cr1=8 fpscr=82020001
fc20181e fctiwz f1,f3                   | f3=41efffffffe00000 | f1=7fffffff fpscr=a0000100
fc20181f fctiwz. f1,f3                  | f3=43e0000000000000 | f1=7fffffff cr1=a fpscr=a0000100
fc20181e fctiwz f1,f3                   | f3=bfe0000000000000 | f1=0 fpscr=82020000
fc20181f fctiwz. f1,f3                  | f3=7ff8000000000000 fpscr=2 | f1=80000000 cr1=a fpscr=a0000102

# fctiwu{.}
fc20191c fctiwu f1,f3                   | f3=4004000000000000 | f1=2 fpscr=82020000
fc20191d fctiwu. f1,f3                  | f3=c004000000000000 fpscr=1 | f1=0 cr1=a fpscr=a0000101
fc20191c fctiwu f1,f3                   | f3=41efffffffe00000 | f1=ffffffff
fc20191d fctiwu. f1,f3                  | f3=43e0000000000000 | f1=ffffffff cr1=a fpscr=a0000100
fc20191c fctiwu f1,f3                   | f3=bfe0000000000000 | f1=0 fpscr=82020000
fc20191d fctiwu. f1,f3                  | f3=7ff8000000000000 fpscr=2 | f1=0 cr1=a fpscr=a0000102

# fctiwuz{.}
fc20191e fctiwuz f1,f3                  | f3=4004000000000000 | f1=2 fpscr=82020000
fc20191f fctiwuz. f1,f3                 | f3=c004000000000000 fpscr=1 | f1=0 cr1=a fpscr=a0000101
fc20191e fctiwuz f1,f3                  | f3=41efffffffe00000 | f1=ffffffff
fc20191f fctiwuz. f1,f3                 | f3=43e0000000000000 | f1=ffffffff cr1=a fpscr=a0000100
fc20191e fctiwuz f1,f3                  | f3=bfe0000000000000 | f1=0 fpscr=82020000
fc20191f fctiwuz. f1,f3                 | f3=7ff8000000000000 fpscr=2 | f1=0 cr1=a fpscr=a0000102

# fctid{.}
fc201e5c fctid f1,f3                    | f3=4004000000000000 | f1=2 fpscr=82020000
fc201e5d fctid. f1,f3                   | f3=c004000000000000 fpscr=1 | f1=fffffffffffffffe cr1=8 fpscr=82020001
fc201e5c fctid f1,f3                    | f3=41efffffffe00000 | f1=ffffffff
fc201e5d fctid. f1,f3                   | f3=43e0000000000000 | f1=7fffffffffffffff cr1=a fpscr=a0000100
fc201e5c fctid f1,f3                    | f3=bfe0000000000000 | f1=0 fpscr=82020000
fc201e5d fctid. f1,f3                   | f3=7ff8000000000000 fpscr=2 | f1=8000000000000000 cr1=a fpscr=a0000102

# fctidz{.}
fc201e5e fctidz f1,f3                   | f3=4004000000000000 | f1=2 fpscr=82020000
fc201e5f fctidz. f1,f3                  | f3=c004000000000000 fpscr=1 | f1=fffffffffffffffe cr1=8 fpscr=82020001
fc201e5e fctidz f1,f3                   | f3=41efffffffe00000 | f1=ffffffff
fc201e5f fctidz. f1,f3                  | f3=43e0000000000000 | f1=7fffffffffffffff cr1=a fpscr=a0000100
fc201e5e fctidz f1,f3                   | f3=bfe0000000000000 | f1=0 fpscr=82020000
fc201e5f fctidz. f1,f3                  | f3=7ff8000000000000 fpscr=2 | f1=8000000000000000 cr1=a fpscr=a0000102

# fctidu{.}
fc201f5c fctidu f1,f3                   | f3=4004000000000000 | f1=2 fpscr=82020000
fc201f5d fctidu. f1,f3                  | f3=c004000000000000 fpscr=1 | f1=0 cr1=a fpscr=a0000101
fc201f5c fctidu f1,f3                   | f3=41efffffffe00000 | f1=ffffffff
fc201f5d fctidu. f1,f3                  | f3=43e0000000000000 | f1=8000000000000000
fc201f5c fctidu f1,f3                   | f3=bfe0000000000000 | f1=0 fpscr=82020000
fc201f5d fctidu. f1,f3                  | f3=7ff8000000000000 fpscr=2 | f1=0 cr1=a fpscr=a0000102

# fctiduz{.}
fc201f5e fctiduz f1,f3                  | f3=4004000000000000 | f1=2 fpscr=82020000
fc201f5f fctiduz. f1,f3                 | f3=c004000000000000 fpscr=1 | f1=0 cr1=a fpscr=a0000101
fc201f5e fctiduz f1,f3                  | f3=41efffffffe00000 | f1=ffffffff
fc201f5f fctiduz. f1,f3                 | f3=43e0000000000000 | f1=8000000000000000
fc201f5e fctiduz f1,f3                  | f3=bfe0000000000000 | f1=0 fpscr=82020000
fc201f5f fctiduz. f1,f3                 | f3=7ff8000000000000 fpscr=2 | f1=0 cr1=a fpscr=a0000102

# fcfid{.}
fc201e9c fcfid f1,f3                    | f3=1 | f1=3ff0000000000000 fpscr=4000
fc201e9d fcfid. f1,f3                   | f3=ffffffffffffffff fpscr=1 | f1=bff0000000000000 fpscr=8001
fc201e9c fcfid f1,f3                    | f3=7fffffffffffffff | f1=43e0000000000000 fpscr=82064000
fc201e9d fcfid. f1,f3                   | f3=20000000000001 | f1=4340000000000000 cr1=8 fpscr=82024000
fc201e9c fcfid f1,f3                    | f3=8000000000000000 | f1=c3e0000000000000 fpscr=8000
fc201e9d fcfid. f1,f3                   | f3=0 fpscr=2 | f1=0 fpscr=2002

# fcfidu{.}
fc201f9c fcfidu f1,f3                   | f3=1 | f1=3ff0000000000000 fpscr=4000
fc201f9d fcfidu. f1,f3                  | f3=ffffffffffffffff fpscr=1 | f1=43efffffffffffff cr1=8 fpscr=82024001
fc201f9c fcfidu f1,f3                   | f3=7fffffffffffffff | f1=43e0000000000000 fpscr=82064000
fc201f9d fcfidu. f1,f3                  | f3=20000000000001 | f1=4340000000000000 cr1=8 fpscr=82024000
fc201f9c fcfidu f1,f3                   | f3=8000000000000000 | f1=43e0000000000000 fpscr=4000
fc201f9d fcfidu. f1,f3                  | f3=0 fpscr=2 | f1=0 fpscr=2002

# fcfids{.}
ec201e9c fcfids f1,f3                   | f3=1 | f1=3ff0000000000000 fpscr=4000
ec201e9d fcfids. f1,f3                  | f3=ffffffffffffffff fpscr=1 | f1=bff0000000000000 fpscr=8001
ec201e9c fcfids f1,f3                   | f3=7fffffffffffffff | f1=43e0000000000000 fpscr=82064000
ec201e9d fcfids. f1,f3                  | f3=20000000000001 | f1=4340000000000000 cr1=8 fpscr=82024000
ec201e9c fcfids f1,f3                   | f3=8000000000000000 | f1=c3e0000000000000 fpscr=8000
ec201e9d fcfids. f1,f3                  | f3=0 fpscr=2 | f1=0 fpscr=2002

# fcfidus{.}
ec201f9c fcfidus f1,f3                  | f3=1 | f1=3ff0000000000000 fpscr=4000
ec201f9d fcfidus. f1,f3                 | f3=ffffffffffffffff fpscr=1 | f1=43efffffe0000000 cr1=8 fpscr=82024001
ec201f9c fcfidus f1,f3                  | f3=7fffffffffffffff | f1=43e0000000000000 fpscr=82064000
ec201f9d fcfidus. f1,f3                 | f3=20000000000001 | f1=4340000000000000 cr1=8 fpscr=82024000
ec201f9c fcfidus f1,f3                  | f3=8000000000000000 | f1=43e0000000000000 fpscr=4000
ec201f9d fcfidus. f1,f3                 | f3=0 fpscr=2 | f1=0 fpscr=2002

# frin{.}
fc201b10 frin f1,f3                     | f3=4004000000000000 | f1=4008000000000000 fpscr=4000
fc201b11 frin. f1,f3                    | f3=c004000000000000 fpscr=1 | f1=c008000000000000 fpscr=8001
fc201b10 frin f1,f3                     | f3=41efffffffe00000 | f1=41efffffffe00000 fpscr=4000
fc201b11 frin. f1,f3                    | f3=43e0000000000000 | f1=43e0000000000000 fpscr=4000
fc201b10 frin f1,f3                     | f3=bfe0000000000000 | f1=bff0000000000000 fpscr=8000
fc201b11 frin. f1,f3                    | f3=7ff8000000000000 fpscr=2 | f1=7ff8000000000000 fpscr=11002

# friz{.}
fc201b50 friz f1,f3                     | f3=4004000000000000 | f1=4000000000000000 fpscr=4000
fc201b51 friz. f1,f3                    | f3=c004000000000000 fpscr=1 | f1=c000000000000000 fpscr=8001
fc201b50 friz f1,f3                     | f3=41efffffffe00000 | f1=41efffffffe00000 fpscr=4000
fc201b51 friz. f1,f3                    | f3=43e0000000000000 | f1=43e0000000000000 fpscr=4000
fc201b50 friz f1,f3                     | f3=bfe0000000000000 | f1=8000000000000000 fpscr=12000
fc201b51 friz. f1,f3                    | f3=7ff8000000000000 fpscr=2 | f1=7ff8000000000000 fpscr=11002

# frip{.}
fc201b90 frip f1,f3                     | f3=4004000000000000 | f1=4008000000000000 fpscr=4000
fc201b91 frip. f1,f3                    | f3=c004000000000000 fpscr=1 | f1=c000000000000000 fpscr=8001
fc201b90 frip f1,f3                     | f3=41efffffffe00000 | f1=41efffffffe00000 fpscr=4000
fc201b91 frip. f1,f3                    | f3=43e0000000000000 | f1=43e0000000000000 fpscr=4000
fc201b90 frip f1,f3                     | f3=bfe0000000000000 | f1=8000000000000000 fpscr=12000
fc201b91 frip. f1,f3                    | f3=7ff8000000000000 fpscr=2 | f1=7ff8000000000000 fpscr=11002

# frim{.}
fc201bd0 frim f1,f3                     | f3=4004000000000000 | f1=4000000000000000 fpscr=4000
fc201bd1 frim. f1,f3                    | f3=c004000000000000 fpscr=1 | f1=c008000000000000 fpscr=8001
fc201bd0 frim f1,f3                     | f3=41efffffffe00000 | f1=41efffffffe00000 fpscr=4000
fc201bd1 frim. f1,f3                    | f3=43e0000000000000 | f1=43e0000000000000 fpscr=4000
fc201bd0 frim f1,f3                     | f3=bfe0000000000000 | f1=bff0000000000000 fpscr=8000
fc201bd1 frim. f1,f3                    | f3=7ff8000000000000 fpscr=2 | f1=7ff8000000000000 fpscr=11002

# fcmpu
fd021800 fcmpu cr2,f2,f3                | f2=3ff8000000000000 f3=4008000000000000 | cr2=8 fpscr=8000
ff821800 fcmpu cr7,f2,f3                | f2=c002000000000000 f3=3fd5555555555555 fpscr=1 | cr7=8 fpscr=8001
fc021800 fcmpu cr0,f2,f3                | f2=10000000000000 f3=3fe0000000000000 | cr0=8 fpscr=8000
fc021800 fcmpu cr0,f2,f3                | f2=7ff0000000000000 f3=fff0000000000000 | cr0=4 fpscr=4000
fc021800 fcmpu cr0,f2,f3                | f2=7ff4000000000001 f3=4000000000000000 | cr0=1 fpscr=a1001000

# fcmpo
fd021840 fcmpo cr2,f2,f3                | f2=3ff8000000000000 f3=4008000000000000 | cr2=8 fpscr=8000
ff821840 fcmpo cr7,f2,f3                | f2=c002000000000000 f3=3fd5555555555555 fpscr=1 | cr7=8 fpscr=8001
fc021840 fcmpo cr0,f2,f3                | f2=10000000000000 f3=3fe0000000000000 | cr0=8 fpscr=8000
fc021840 fcmpo cr0,f2,f3                | f2=7ff0000000000000 f3=fff0000000000000 | cr0=4 fpscr=4000
fc021840 fcmpo cr0,f2,f3                | f2=7ff4000000000001 f3=4000000000000000 | cr0=1 fpscr=a1081000

# fsel{.}
fc22192e fsel f1,f2,f4,f3               | f2=3ff8000000000000 f3=4008000000000000 f4=4004000000000000 | f1=4004000000000000
fc22192f fsel. f1,f2,f4,f3              | f2=c002000000000000 f3=3fd5555555555555 f4=3fb999999999999a fpscr=1 | f1=3fd5555555555555
fc22192e fsel f1,f2,f4,f3               | f2=10000000000000 f3=3fe0000000000000 f4=3ff0000000000000 | f1=3ff0000000000000
fc22192f fsel. f1,f2,f4,f3              | f2=7ff0000000000000 f3=fff0000000000000 f4=3ff0000000000000 | f1=3ff0000000000000
fc22192e fsel f1,f2,f4,f3               | f2=7ff4000000000001 f3=4000000000000000 f4=3ff0000000000000 | f1=4000000000000000
fc22192f fsel. f1,f2,f4,f3              | f2=41dfffffffe00000 f3=bff0000000000000 f4=4024000000000000 fpscr=2 | f1=4024000000000000

# mffs{.}
fc20048e mffs f1                        | fpscr=8a000002 | f1=8a000002
fc20048f mffs. f1                       | fpscr=0 | f1=0
fc20048e mffs f1                        | fpscr=a2009001 | f1=82009001
fc20048f mffs. f1                       | fpscr=a2009001 | f1=82009001 cr1=8
fc20048e mffs f1                        | fpscr=a2009001 | f1=82009001
fc20048f mffs. f1                       | fpscr=a2009001 | f1=82009001 cr1=8

# mffsce
fc21048e mffsce f1                      | fpscr=8a000002 | f1=8a000002
fc21048e mffsce f1                      | fpscr=0 | f1=0
fc21048e mffsce f1                      | fpscr=a2009001 | f1=82009001
fc21048e mffsce f1                      | fpscr=a2009001 | f1=82009001
fc21048e mffsce f1                      | fpscr=a2009001 | f1=82009001

# mffscdrn
fc341c8e mffscdrn f1,f3                 | f3=2 fpscr=8a000002 | f1=2
fc341c8e mffscdrn f1,f3                 | f3=90000001 fpscr=0 | f1=0
fc341c8e mffscdrn f1,f3                 | f3=3 fpscr=a2009001 | f1=1
fc341c8e mffscdrn f1,f3                 | f3=3 fpscr=a2009001 | f1=1
fc341c8e mffscdrn f1,f3                 | f3=3 fpscr=a2009001 | f1=1

# mffscdrni
fc350c8e mffscdrni f1,1                 | fpscr=8a000002 | f1=2
fc35148e mffscdrni f1,2                 | fpscr=0 | f1=0
fc351c8e mffscdrni f1,3                 | fpscr=a2009001 | f1=1
fc35248e mffscdrni f1,4                 | fpscr=a2009001 | f1=1
fc352c8e mffscdrni f1,5                 | fpscr=a2009001 | f1=1

# mffscrn
fc361c8e mffscrn f1,f3                  | f3=2 fpscr=8a000002 | f1=2
fc361c8e mffscrn f1,f3                  | f3=90000001 fpscr=0 | f1=0 fpscr=1
fc361c8e mffscrn f1,f3                  | f3=3 fpscr=a2009001 | f1=1 fpscr=82009003
fc361c8e mffscrn f1,f3                  | f3=3 fpscr=a2009001 | f1=1 fpscr=82009003
fc361c8e mffscrn f1,f3                  | f3=3 fpscr=a2009001 | f1=1 fpscr=82009003

# mffscrni
fc37048e mffscrni f1,0                  | fpscr=8a000002 | f1=2 fpscr=8a000000
fc370c8e mffscrni f1,1                  | fpscr=0 | f1=0 fpscr=1
fc37148e mffscrni f1,2                  | fpscr=a2009001 | f1=1 fpscr=82009002
fc371c8e mffscrni f1,3                  | fpscr=a2009001 | f1=1 fpscr=82009003
fc37048e mffscrni f1,0                  | fpscr=a2009001 | f1=1 fpscr=82009000

# mffsl
fc38048e mffsl f1                       | fpscr=8a000002 | f1=2
fc38048e mffsl f1                       | fpscr=0 | f1=0
fc38048e mffsl f1                       | fpscr=a2009001 | f1=9001
fc38048e mffsl f1                       | fpscr=a2009001 | f1=9001
fc38048e mffsl f1                       | fpscr=a2009001 | f1=9001

# mcrfs
fd140080 mcrfs cr2,cr5                  | fpscr=8a000002 |
ff800080 mcrfs cr7,cr0                  | fpscr=0 |
fc0c0080 mcrfs cr0,cr3                  | fpscr=a2009001 |
fc0c0080 mcrfs cr0,cr3                  | fpscr=a2009001 |
fc0c0080 mcrfs cr0,cr3                  | fpscr=a2009001 |

# mtfsfi{.}
fd00110c mtfsfi 2,1                     | fpscr=8a000002 | fpscr=aa100002
ff80910d mtfsfi. 7,9                    | fpscr=0 | fpscr=9
fc00210c mtfsfi 0,2                     | fpscr=a2009001 | fpscr=2009001
fc00110d mtfsfi. 0,1                    | fpscr=a2009001 | cr1=1 fpscr=12009001
fc00910c mtfsfi 0,9                     | fpscr=a2009001 | fpscr=92009001
fc00210d mtfsfi. 0,2                    | fpscr=a2009001 | fpscr=2009001

# mtfsf{.}
fdfe1d8e mtfsf 255,f3                   | f3=2 fpscr=8a000002 | fpscr=2
fd001d8f mtfsf. 128,f3                  | f3=90000001 fpscr=0 | cr1=9 fpscr=90000000
fc021d8e mtfsf 1,f3                     | f3=3 fpscr=a2009001 | fpscr=82009003
fdfe1d8f mtfsf. 255,f3                  | f3=3 fpscr=a2009001 | fpscr=3
fd001d8e mtfsf 128,f3                   | f3=3 fpscr=a2009001 | fpscr=2009001
fc021d8f mtfsf. 1,f3                    | f3=3 fpscr=a2009001 | cr1=8 fpscr=82009003

# mtfsb0{.}
fca0008c mtfsb0 5                       | fpscr=8a000002 |

# mtfsb1{.}
fca0004c mtfsb1 5                       | fpscr=8a000002 | fpscr=8e000002
