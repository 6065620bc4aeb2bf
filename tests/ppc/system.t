
# lbarx
7c642868 lbarx r3,r4,r5                 | r4=D+1c r5=4 | r3=20 res=D+20
7c642868 lbarx r3,r4,r5                 | r4=D+20 r5=4 | r3=24 res=D+24
7c602868 lbarx r3,0,r5                  | r5=D+48 | r3=48 res=D+48

# lharx
7c6428e8 lharx r3,r4,r5                 | r4=D+1c r5=4 | r3=2021 res=D+20
7c6428e8 lharx r3,r4,r5                 | r4=D+20 r5=4 | r3=2425 res=D+24
7c6028e8 lharx r3,0,r5                  | r5=D+48 | r3=4849 res=D+48

# lwarx
7c642828 lwarx r3,r4,r5                 | r4=D+1c r5=4 | r3=20212223 res=D+20
7c642828 lwarx r3,r4,r5                 | r4=D+20 r5=4 | r3=24252627 res=D+24
7c602828 lwarx r3,0,r5                  | r5=D+48 | r3=48494a4b res=D+48

# stbcx.
7c642d6d stbcx. r3,r4,r5                | r3=12345678 r4=D+1c r5=4 res=D+20:1 | cr0=2 [20]=78
7c642d6d stbcx. r3,r4,r5                | r3=ffffffff r4=D+20 r5=4 so=1 res=D+2c:1 | cr0=1
7c602d6d stbcx. r3,0,r5                 | r3=ff80 r5=D+48 |

# sthcx.
7c642dad sthcx. r3,r4,r5                | r3=12345678 r4=D+1c r5=4 res=D+20:2 | cr0=2 [20]=5678
7c642dad sthcx. r3,r4,r5                | r3=ffffffff r4=D+20 r5=4 so=1 res=D+2c:2 | cr0=1
7c602dad sthcx. r3,0,r5                 | r3=ff80 r5=D+48 |

# stwcx.
7c64292d stwcx. r3,r4,r5                | r3=12345678 r4=D+1c r5=4 res=D+20:4 | cr0=2 [20]=12345678
7c64292d stwcx. r3,r4,r5                | r3=ffffffff r4=D+20 r5=4 so=1 res=D+2c:4 | cr0=1
7c60292d stwcx. r3,0,r5                 | r3=ff80 r5=D+48 |

# sync
7c0004ac hwsync                         | |
7c0004ac hwsync                         | |
7c0004ac hwsync                         | |

# eieio
7c0006ac eieio                          | |

# isync
4c00012c isync                          | |

# wait
7c00003c wait                           | |

# dcba
7c042dec dcba r4,r5                     | r4=D+1c r5=4 |
7c042dec dcba r4,r5                     | r4=D+3f r5=4 |
7c002dec dcba 0,r5                      | r5=D+30 |

# dcbf
7c0428ac dcbf r4,r5                     | r4=D+1c r5=4 |
7c0428ac dcbf r4,r5                     | r4=D+3f r5=4 |
7c0028ac dcbf 0,r5                      | r5=D+30 |

# dcbst
7c04286c dcbst r4,r5                    | r4=D+1c r5=4 |
7c04286c dcbst r4,r5                    | r4=D+3f r5=4 |
7c00286c dcbst 0,r5                     | r5=D+30 |

# dcbt
7c042a2c dcbtct r4,r5                   | r4=D+1c r5=4 |
7c042a2c dcbtct r4,r5                   | r4=D+3f r5=4 |
7c002a2c dcbtct 0,r5                    | r5=D+30 |

# dcbtst
7c0429ec dcbtstct r4,r5                 | r4=D+1c r5=4 |
7c0429ec dcbtstct r4,r5                 | r4=D+3f r5=4 |
7c0029ec dcbtstct 0,r5                  | r5=D+30 |

# dcbz
7c042fec dcbz r4,r5                     | r4=D+1c r5=4 | [20]=0000000000000000000000000000000000000000000000000000000000000000
7c042fec dcbz r4,r5                     | r4=D+3f r5=4 | [40]=0000000000000000000000000000000000000000000000000000000000000000
7c002fec dcbz 0,r5                      | r5=D+30 | [20]=0000000000000000000000000000000000000000000000000000000000000000

# icbi
7c042fac icbi r4,r5                     | r4=D+1c r5=4 |
7c042fac icbi r4,r5                     | r4=D+3f r5=4 |
7c002fac icbi 0,r5                      | r5=D+30 |

# icbt
7c04282c icbt r4,r5                     | r4=D+1c r5=4 |
7c04282c icbt r4,r5                     | r4=D+3f r5=4 |
7c00282c icbt 0,r5                      | r5=D+30 |

# mfspr
7c6102a6 mfxer r3                       | xerc=6 | r3=6
7c6802a6 mflr r3                        | lr=1234 | r3=1234
7c6902a6 mfctr r3                       | ctr=5678 | r3=5678

# mtspr
7c6103a6 mtxer r3                       | r3=12345678 | xerc=78
7c6803a6 mtlr r3                        | r3=ffffffff | lr=ffffffff
7c6903a6 mtctr r3                       | r3=ff80 | ctr=ff80
