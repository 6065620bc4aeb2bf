
# crand
4d248a02 crand 4*cr2+gt,4*cr1+lt,4*cr4+gt | cr1=4 cr2=2 cr4=8 |
4e059202 crand 4*cr4+lt,4*cr1+gt,4*cr4+eq | cr1=2 cr4=4 |
4ee69a02 crand 4*cr5+so,4*cr1+eq,4*cr4+so | cr1=5 cr4=2 cr5=5 | cr5=4

# crandc
4d248902 crandc 4*cr2+gt,4*cr1+lt,4*cr4+gt | cr1=4 cr2=2 cr4=8 |
4e059102 crandc 4*cr4+lt,4*cr1+gt,4*cr4+eq | cr1=2 cr4=4 |
4ee69902 crandc 4*cr5+so,4*cr1+eq,4*cr4+so | cr1=5 cr4=2 cr5=5 | cr5=4

# creqv
4d248a42 creqv 4*cr2+gt,4*cr1+lt,4*cr4+gt | cr1=4 cr2=2 cr4=8 | cr2=6
4e059242 creqv 4*cr4+lt,4*cr1+gt,4*cr4+eq | cr1=2 cr4=4 | cr4=c
4ee69a42 creqv 4*cr5+so,4*cr1+eq,4*cr4+so | cr1=5 cr4=2 cr5=5 |

# crnand
4d2489c2 crnand 4*cr2+gt,4*cr1+lt,4*cr4+gt | cr1=4 cr2=2 cr4=8 | cr2=6
4e0591c2 crnand 4*cr4+lt,4*cr1+gt,4*cr4+eq | cr1=2 cr4=4 | cr4=c
4ee699c2 crnand 4*cr5+so,4*cr1+eq,4*cr4+so | cr1=5 cr4=2 cr5=5 |

# crnor
4d248842 crnor 4*cr2+gt,4*cr1+lt,4*cr4+gt | cr1=4 cr2=2 cr4=8 | cr2=6
4e059042 crnor 4*cr4+lt,4*cr1+gt,4*cr4+eq | cr1=2 cr4=4 | cr4=c
4ee69842 crnor 4*cr5+so,4*cr1+eq,4*cr4+so | cr1=5 cr4=2 cr5=5 |

# cror
4d248b82 cror 4*cr2+gt,4*cr1+lt,4*cr4+gt | cr1=4 cr2=2 cr4=8 |
4e059382 cror 4*cr4+lt,4*cr1+gt,4*cr4+eq | cr1=2 cr4=4 |
4ee69b82 cror 4*cr5+so,4*cr1+eq,4*cr4+so | cr1=5 cr4=2 cr5=5 | cr5=4

# crorc
4d248b42 crorc 4*cr2+gt,4*cr1+lt,4*cr4+gt | cr1=4 cr2=2 cr4=8 | cr2=6
4e059342 crorc 4*cr4+lt,4*cr1+gt,4*cr4+eq | cr1=2 cr4=4 | cr4=c
4ee69b42 crorc 4*cr5+so,4*cr1+eq,4*cr4+so | cr1=5 cr4=2 cr5=5 |

# crxor
4d248982 crxor 4*cr2+gt,4*cr1+lt,4*cr4+gt | cr1=4 cr2=2 cr4=8 |
4e059182 crxor 4*cr4+lt,4*cr1+gt,4*cr4+eq | cr1=2 cr4=4 |
4ee69982 crxor 4*cr5+so,4*cr1+eq,4*cr4+so | cr1=5 cr4=2 cr5=5 | cr5=4

# mcrf
4d140000 mcrf cr2,cr5                   | cr5=4 | cr2=4
4f800000 mcrf cr7,cr0                   | cr0=4 | cr7=4
4c0c0000 mcrf cr0,cr3                   | cr3=4 | cr0=4

# mcrxr
7d000400 mcrxr cr2                      | |

# mcrxrx
7d000480 mcrxrx cr2                     | |

# mfcr
7c600026 mfcr r3                        | cr0=8 cr1=4 cr2=2 cr3=5 cr4=8 cr5=4 cr6=2 cr7=5 | r3=84258425
7c600026 mfcr r3                        | cr0=4 cr1=2 cr2=5 cr3=8 cr4=4 cr5=2 cr6=5 cr7=8 | r3=42584258
7c600026 mfcr r3                        | cr0=2 cr1=5 cr2=8 cr3=4 cr4=2 cr5=5 cr6=8 cr7=4 | r3=25842584

# mfocrf
7c780026 mfocrf r3,128                  | cr0=8 | r3=80000000
7c701026 mfocrf r3,1                    | cr7=8 | r3=8
7c710026 mfocrf r3,16                   | cr3=4 | r3=40000

# mtcrf
7c680120 mtcrf 128,r3                   | r3=12345678 | cr0=1
7c601120 mtcrf 1,r3                     | r3=ffffffff | cr7=f
7c610120 mtcrf 16,r3                    | r3=ff80 |

# mtocrf
7c780120 mtocrf 128,r3                  | r3=12345678 | cr0=1
7c701120 mtocrf 1,r3                    | r3=ffffffff | cr7=f
7c710120 mtocrf 16,r3                   | r3=ff80 |

# setb
7c740100 setb r3,cr5                    | cr5=4 | r3=1
7c600100 setb r3,cr0                    | cr0=4 | r3=1
7c6c0100 setb r3,cr3                    | cr3=4 | r3=1

# setbc
7c660300 setbc r3,4*cr1+eq              | cr1=4 | r3=0
7c670300 setbc r3,4*cr1+so              | cr1=2 | r3=0
7c680300 setbc r3,4*cr2+lt              | cr2=8 | r3=1

# setbcr
7c660340 setbcr r3,4*cr1+eq             | cr1=4 | r3=1
7c670340 setbcr r3,4*cr1+so             | cr1=2 | r3=1
7c680340 setbcr r3,4*cr2+lt             | cr2=8 | r3=0

# setnbc
7c660380 setnbc r3,4*cr1+eq             | cr1=4 | r3=0
7c670380 setnbc r3,4*cr1+so             | cr1=2 | r3=0
7c680380 setnbc r3,4*cr2+lt             | cr2=8 | r3=ffffffff

# setnbcr
7c6603c0 setnbcr r3,4*cr1+eq            | cr1=4 | r3=ffffffff
7c6703c0 setnbcr r3,4*cr1+so            | cr1=2 | r3=ffffffff
7c6803c0 setnbcr r3,4*cr2+lt            | cr2=8 | r3=0
