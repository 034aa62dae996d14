package gatun.simd;
import static gatun.simd.Lanes.ADDRESS; import static gatun.simd.Lanes.ALL; import static gatun.simd.Lanes.ORDER;
import java.lang.foreign.*; import jdk.incubator.vector.*;
final class MvF64 {
  static final VectorSpecies<Double> S = Lanes.F64; static final int L=S.length(), B=Double.BYTES;
  static final VectorSpecies<Byte> BYTES = VectorSpecies.of(byte.class, VectorShape.forBitSize(Math.max(64, 8 * L)));
  // @F32 static final VectorOperators.Conversion<Byte, Float> FB = VectorOperators.B2F;
  static final VectorOperators.Conversion<Byte, Double> FB = VectorOperators.B2D;
  static final VectorShuffle<Double> RIGHT = VectorShuffle.iota(S, L-1, 1, true);
  static final VectorShuffle<Double> LEFT = VectorShuffle.iota(S, 1, 1, true);
  static final VectorMask<Double> FIRST = VectorMask.fromLong(S, 1), LAST = VectorMask.fromLong(S, 1L<<(L-1));
  static final double[] Z = new double[16];

  /** one line, like inner, with prefetch load of kp + ahead bytes */
  static void ahead(long py,long px,long pcells,long pjm,long pjp,long pkm,long pkp,int n,int one,long lanes,long pahead){
    long y=py&ADDRESS,x=px&ADDRESS,cells=pcells&ADDRESS,jm=pjm&ADDRESS,jp=pjp&ADDRESS,km=pkm&ADDRESS,kp=pkp&ADDRESS,ah=pahead&ADDRESS;
    DoubleVector sum = DoubleVector.fromMemorySegment(S, ALL, lanes & ADDRESS, ORDER);
    int step=one*L; long seen=0;
    for(int i=L;i<n-L;i+=step){
      long index=i&0xFFFF_FFFFL, at=B*index;
      seen |= ALL.get(ValueLayout.JAVA_LONG_UNALIGNED, ah+at);
      DoubleVector kinds=(DoubleVector)ByteVector.fromMemorySegment(BYTES, ALL, cells + index, ORDER).convertShape(FB, S, 0);
      DoubleVector nb=DoubleVector.fromMemorySegment(S,ALL,x+at-B,ORDER).add(DoubleVector.fromMemorySegment(S,ALL,x+at+B,ORDER))
       .add(DoubleVector.fromMemorySegment(S,ALL,jm+at,ORDER).add(DoubleVector.fromMemorySegment(S,ALL,jp+at,ORDER)))
       .add(DoubleVector.fromMemorySegment(S,ALL,km+at,ORDER).add(DoubleVector.fromMemorySegment(S,ALL,kp+at,ORDER)));
      DoubleVector c=DoubleVector.fromMemorySegment(S,ALL,x+at,ORDER);
      DoubleVector r=kinds.mul(c).sub(nb).blend(0,kinds.compare(VectorOperators.EQ,0));
      r.intoMemorySegment(ALL,y+at,ORDER); sum=r.fma(c,sum);
    }
    sum.intoMemorySegment(ALL, lanes & ADDRESS, ORDER);
    if(seen==Lanes.UNLIKELY) Thread.onSpinWait();
  }
  /** whole line, n multiple of L, by rotation of registers; no masked ends */
  static void rotated(long py,long px,long pcells,long pjm,long pjp,long pkm,long pkp,int n,int one,long lanes){
    long y=py&ADDRESS,x=px&ADDRESS,cells=pcells&ADDRESS,jm=pjm&ADDRESS,jp=pjp&ADDRESS,km=pkm&ADDRESS,kp=pkp&ADDRESS;
    DoubleVector sum = DoubleVector.fromMemorySegment(S, ALL, lanes & ADDRESS, ORDER);
    DoubleVector zero = DoubleVector.zero(S);
    DoubleVector c=DoubleVector.fromMemorySegment(S,ALL,x,ORDER);
    DoubleVector up=zero;            // the centre before, rotated
    int step=one*L;
    for(int i=0;i<n-L;i+=step){
      long index=i&0xFFFF_FFFFL, at=B*index;
      DoubleVector next=DoubleVector.fromMemorySegment(S,ALL,x+at+B*L,ORDER);
      DoubleVector rot=c.rearrange(RIGHT);
      DoubleVector left=rot.blend(up,FIRST);
      DoubleVector right=c.rearrange(LEFT).blend(next.rearrange(LEFT),LAST);
      up=rot;
      DoubleVector kinds=(DoubleVector)ByteVector.fromMemorySegment(BYTES, ALL, cells + index, ORDER).convertShape(FB, S, 0);
      DoubleVector nb=left.add(right)
       .add(DoubleVector.fromMemorySegment(S,ALL,jm+at,ORDER).add(DoubleVector.fromMemorySegment(S,ALL,jp+at,ORDER)))
       .add(DoubleVector.fromMemorySegment(S,ALL,km+at,ORDER).add(DoubleVector.fromMemorySegment(S,ALL,kp+at,ORDER)));
      DoubleVector r=kinds.mul(c).sub(nb).blend(0,kinds.compare(VectorOperators.EQ,0));
      r.intoMemorySegment(ALL,y+at,ORDER); sum=r.fma(c,sum); c=next;
    }
    long index=(n-L)&0xFFFF_FFFFL, at=B*index;
    DoubleVector left=c.rearrange(RIGHT).blend(up,FIRST), right=c.rearrange(LEFT).blend(zero,LAST);
    DoubleVector kinds=(DoubleVector)ByteVector.fromMemorySegment(BYTES, ALL, cells + index, ORDER).convertShape(FB, S, 0);
    DoubleVector nb=left.add(right)
       .add(DoubleVector.fromMemorySegment(S,ALL,jm+at,ORDER).add(DoubleVector.fromMemorySegment(S,ALL,jp+at,ORDER)))
       .add(DoubleVector.fromMemorySegment(S,ALL,km+at,ORDER).add(DoubleVector.fromMemorySegment(S,ALL,kp+at,ORDER)));
    DoubleVector r=kinds.mul(c).sub(nb).blend(0,kinds.compare(VectorOperators.EQ,0));
    r.intoMemorySegment(ALL,y+at,ORDER); sum=r.fma(c,sum);
    sum.intoMemorySegment(ALL, lanes & ADDRESS, ORDER);
  }
  static void rot1(long py,long px,long pcells,long rowx,long pjm,long pjp,long pkm,long rowm,long pkp,long rowp,int n,int one,long lanes,long zero){
    long z=zero&ADDRESS,jm=pjm&ADDRESS,jp=pjp&ADDRESS;
    long x0=(px+0*rowx)&ADDRESS,y0=(py+0*rowx)&ADDRESS,c0=(pcells+0*n)&ADDRESS,m0=(pkm+0*rowm)&ADDRESS,p0=(pkp+0*rowp)&ADDRESS;
    DoubleVector v0=DoubleVector.fromMemorySegment(S,ALL,x0,ORDER),u0=DoubleVector.zero(S);
    DoubleVector sum = DoubleVector.fromMemorySegment(S, ALL, lanes & ADDRESS, ORDER);
    int step=one*L; for(int i=0;i<n;i+=step){ long index=i&0xFFFF_FFFFL, at=B*index; boolean more=i+L<n;
      DoubleVector n0=DoubleVector.fromMemorySegment(S,ALL,more?x0+at+B*L:z,ORDER), r0=v0.rearrange(RIGHT);
      DoubleVector k0=(DoubleVector)ByteVector.fromMemorySegment(BYTES,ALL,c0+index,ORDER).convertShape(FB,S,0);
      DoubleVector b0=r0.blend(u0,FIRST).add(v0.rearrange(LEFT).blend(n0.rearrange(LEFT),LAST)).add(DoubleVector.fromMemorySegment(S,ALL,jm+at,ORDER).add(DoubleVector.fromMemorySegment(S,ALL,jp+at,ORDER))).add(DoubleVector.fromMemorySegment(S,ALL,m0+at,ORDER).add(DoubleVector.fromMemorySegment(S,ALL,p0+at,ORDER)));
      DoubleVector s0=k0.mul(v0).sub(b0).blend(0,k0.compare(VectorOperators.EQ,0)); s0.intoMemorySegment(ALL,y0+at,ORDER); sum=s0.fma(v0,sum);
      u0=r0; v0=n0;
    }
    sum.intoMemorySegment(ALL, lanes & ADDRESS, ORDER);
  }
  static void rot2(long py,long px,long pcells,long rowx,long pjm,long pjp,long pkm,long rowm,long pkp,long rowp,int n,int one,long lanes,long zero){
    long z=zero&ADDRESS,jm=pjm&ADDRESS,jp=pjp&ADDRESS;
    long x0=(px+0*rowx)&ADDRESS,y0=(py+0*rowx)&ADDRESS,c0=(pcells+0*n)&ADDRESS,m0=(pkm+0*rowm)&ADDRESS,p0=(pkp+0*rowp)&ADDRESS;
    DoubleVector v0=DoubleVector.fromMemorySegment(S,ALL,x0,ORDER),u0=DoubleVector.zero(S);
    long x1=(px+1*rowx)&ADDRESS,y1=(py+1*rowx)&ADDRESS,c1=(pcells+1*n)&ADDRESS,m1=(pkm+1*rowm)&ADDRESS,p1=(pkp+1*rowp)&ADDRESS;
    DoubleVector v1=DoubleVector.fromMemorySegment(S,ALL,x1,ORDER),u1=DoubleVector.zero(S);
    DoubleVector sum = DoubleVector.fromMemorySegment(S, ALL, lanes & ADDRESS, ORDER);
    int step=one*L; for(int i=0;i<n;i+=step){ long index=i&0xFFFF_FFFFL, at=B*index; boolean more=i+L<n;
      DoubleVector n0=DoubleVector.fromMemorySegment(S,ALL,more?x0+at+B*L:z,ORDER), r0=v0.rearrange(RIGHT);
      DoubleVector k0=(DoubleVector)ByteVector.fromMemorySegment(BYTES,ALL,c0+index,ORDER).convertShape(FB,S,0);
      DoubleVector b0=r0.blend(u0,FIRST).add(v0.rearrange(LEFT).blend(n0.rearrange(LEFT),LAST)).add(DoubleVector.fromMemorySegment(S,ALL,jm+at,ORDER).add(v1)).add(DoubleVector.fromMemorySegment(S,ALL,m0+at,ORDER).add(DoubleVector.fromMemorySegment(S,ALL,p0+at,ORDER)));
      DoubleVector s0=k0.mul(v0).sub(b0).blend(0,k0.compare(VectorOperators.EQ,0)); s0.intoMemorySegment(ALL,y0+at,ORDER); sum=s0.fma(v0,sum);
      DoubleVector n1=DoubleVector.fromMemorySegment(S,ALL,more?x1+at+B*L:z,ORDER), r1=v1.rearrange(RIGHT);
      DoubleVector k1=(DoubleVector)ByteVector.fromMemorySegment(BYTES,ALL,c1+index,ORDER).convertShape(FB,S,0);
      DoubleVector b1=r1.blend(u1,FIRST).add(v1.rearrange(LEFT).blend(n1.rearrange(LEFT),LAST)).add(v0.add(DoubleVector.fromMemorySegment(S,ALL,jp+at,ORDER))).add(DoubleVector.fromMemorySegment(S,ALL,m1+at,ORDER).add(DoubleVector.fromMemorySegment(S,ALL,p1+at,ORDER)));
      DoubleVector s1=k1.mul(v1).sub(b1).blend(0,k1.compare(VectorOperators.EQ,0)); s1.intoMemorySegment(ALL,y1+at,ORDER); sum=s1.fma(v1,sum);
      u0=r0; v0=n0;
      u1=r1; v1=n1;
    }
    sum.intoMemorySegment(ALL, lanes & ADDRESS, ORDER);
  }
  static void rot4(long py,long px,long pcells,long rowx,long pjm,long pjp,long pkm,long rowm,long pkp,long rowp,int n,int one,long lanes,long zero){
    long z=zero&ADDRESS,jm=pjm&ADDRESS,jp=pjp&ADDRESS;
    long x0=(px+0*rowx)&ADDRESS,y0=(py+0*rowx)&ADDRESS,c0=(pcells+0*n)&ADDRESS,m0=(pkm+0*rowm)&ADDRESS,p0=(pkp+0*rowp)&ADDRESS;
    DoubleVector v0=DoubleVector.fromMemorySegment(S,ALL,x0,ORDER),u0=DoubleVector.zero(S);
    long x1=(px+1*rowx)&ADDRESS,y1=(py+1*rowx)&ADDRESS,c1=(pcells+1*n)&ADDRESS,m1=(pkm+1*rowm)&ADDRESS,p1=(pkp+1*rowp)&ADDRESS;
    DoubleVector v1=DoubleVector.fromMemorySegment(S,ALL,x1,ORDER),u1=DoubleVector.zero(S);
    long x2=(px+2*rowx)&ADDRESS,y2=(py+2*rowx)&ADDRESS,c2=(pcells+2*n)&ADDRESS,m2=(pkm+2*rowm)&ADDRESS,p2=(pkp+2*rowp)&ADDRESS;
    DoubleVector v2=DoubleVector.fromMemorySegment(S,ALL,x2,ORDER),u2=DoubleVector.zero(S);
    long x3=(px+3*rowx)&ADDRESS,y3=(py+3*rowx)&ADDRESS,c3=(pcells+3*n)&ADDRESS,m3=(pkm+3*rowm)&ADDRESS,p3=(pkp+3*rowp)&ADDRESS;
    DoubleVector v3=DoubleVector.fromMemorySegment(S,ALL,x3,ORDER),u3=DoubleVector.zero(S);
    DoubleVector sum = DoubleVector.fromMemorySegment(S, ALL, lanes & ADDRESS, ORDER);
    int step=one*L; for(int i=0;i<n;i+=step){ long index=i&0xFFFF_FFFFL, at=B*index; boolean more=i+L<n;
      DoubleVector n0=DoubleVector.fromMemorySegment(S,ALL,more?x0+at+B*L:z,ORDER), r0=v0.rearrange(RIGHT);
      DoubleVector k0=(DoubleVector)ByteVector.fromMemorySegment(BYTES,ALL,c0+index,ORDER).convertShape(FB,S,0);
      DoubleVector b0=r0.blend(u0,FIRST).add(v0.rearrange(LEFT).blend(n0.rearrange(LEFT),LAST)).add(DoubleVector.fromMemorySegment(S,ALL,jm+at,ORDER).add(v1)).add(DoubleVector.fromMemorySegment(S,ALL,m0+at,ORDER).add(DoubleVector.fromMemorySegment(S,ALL,p0+at,ORDER)));
      DoubleVector s0=k0.mul(v0).sub(b0).blend(0,k0.compare(VectorOperators.EQ,0)); s0.intoMemorySegment(ALL,y0+at,ORDER); sum=s0.fma(v0,sum);
      DoubleVector n1=DoubleVector.fromMemorySegment(S,ALL,more?x1+at+B*L:z,ORDER), r1=v1.rearrange(RIGHT);
      DoubleVector k1=(DoubleVector)ByteVector.fromMemorySegment(BYTES,ALL,c1+index,ORDER).convertShape(FB,S,0);
      DoubleVector b1=r1.blend(u1,FIRST).add(v1.rearrange(LEFT).blend(n1.rearrange(LEFT),LAST)).add(v0.add(v2)).add(DoubleVector.fromMemorySegment(S,ALL,m1+at,ORDER).add(DoubleVector.fromMemorySegment(S,ALL,p1+at,ORDER)));
      DoubleVector s1=k1.mul(v1).sub(b1).blend(0,k1.compare(VectorOperators.EQ,0)); s1.intoMemorySegment(ALL,y1+at,ORDER); sum=s1.fma(v1,sum);
      DoubleVector n2=DoubleVector.fromMemorySegment(S,ALL,more?x2+at+B*L:z,ORDER), r2=v2.rearrange(RIGHT);
      DoubleVector k2=(DoubleVector)ByteVector.fromMemorySegment(BYTES,ALL,c2+index,ORDER).convertShape(FB,S,0);
      DoubleVector b2=r2.blend(u2,FIRST).add(v2.rearrange(LEFT).blend(n2.rearrange(LEFT),LAST)).add(v1.add(v3)).add(DoubleVector.fromMemorySegment(S,ALL,m2+at,ORDER).add(DoubleVector.fromMemorySegment(S,ALL,p2+at,ORDER)));
      DoubleVector s2=k2.mul(v2).sub(b2).blend(0,k2.compare(VectorOperators.EQ,0)); s2.intoMemorySegment(ALL,y2+at,ORDER); sum=s2.fma(v2,sum);
      DoubleVector n3=DoubleVector.fromMemorySegment(S,ALL,more?x3+at+B*L:z,ORDER), r3=v3.rearrange(RIGHT);
      DoubleVector k3=(DoubleVector)ByteVector.fromMemorySegment(BYTES,ALL,c3+index,ORDER).convertShape(FB,S,0);
      DoubleVector b3=r3.blend(u3,FIRST).add(v3.rearrange(LEFT).blend(n3.rearrange(LEFT),LAST)).add(v2.add(DoubleVector.fromMemorySegment(S,ALL,jp+at,ORDER))).add(DoubleVector.fromMemorySegment(S,ALL,m3+at,ORDER).add(DoubleVector.fromMemorySegment(S,ALL,p3+at,ORDER)));
      DoubleVector s3=k3.mul(v3).sub(b3).blend(0,k3.compare(VectorOperators.EQ,0)); s3.intoMemorySegment(ALL,y3+at,ORDER); sum=s3.fma(v3,sum);
      u0=r0; v0=n0;
      u1=r1; v1=n1;
      u2=r2; v2=n2;
      u3=r3; v3=n3;
    }
    sum.intoMemorySegment(ALL, lanes & ADDRESS, ORDER);
  }
  static long touch(long address,int bytes,int one){ long base=address&ADDRESS,seen=0; int step=128*one;
    for(int i=0;i<=bytes-72;i+=step){ long at=i&0xFFFF_FFFFL; seen|=ALL.get(ValueLayout.JAVA_LONG_UNALIGNED,base+at)|ALL.get(ValueLayout.JAVA_LONG_UNALIGNED,base+at+64);} return seen; }

  /** kernel: 0 MacLines.line, 1 ahead, 2 rotated. touch: 0 none, 1 kp at use, 2 kp+y at use, 3 kp a group ahead. */
  static /* wide */ double lines(long x,long y,long cells0,long zeros,int n,long ny,long nz,long k,long first,long end,int kernel,int touch,int group,int one){
    long row=(long)n*B, plane=row*ny; long lanes=SumsF64.clear(); long seen=0; int q=kernel==10?1:kernel==11?2:kernel==12?4:1;
    for(long j=first;j<end;j+=q){
      long at=k*plane+j*row, line=x+at;
      long jm=j>0?line-row:zeros, jp=j<ny-q?line+q*row:zeros, km=k>0?line-plane:zeros, kp=k<nz-1?line+plane:zeros;
      long cells=cells0+at/B;
      if(touch>0&&kp!=zeros&&(j-first)%group==0){
        int bytes=(int)Math.min(group,end-j)*(int)row;
        if(touch==3) seen|=touch(kp+(j+2L*group<end?group*row:0),bytes,one); else seen|=touch(kp,bytes,one);
        if(touch==2) seen|=touch(y+at,bytes,one);
      }
      long rm=k>0?row:0, rp=k<nz-1?row:0;
      if(kernel==10) rot1(y+at,line,cells,row,jm,jp,km,rm,kp,rp,n,one,lanes,zeros);
      else if(kernel==11) rot2(y+at,line,cells,row,jm,jp,km,rm,kp,rp,n,one,lanes,zeros);
      else if(kernel==12) rot4(y+at,line,cells,row,jm,jp,km,rm,kp,rp,n,one,lanes,zeros);
      else if(kernel==0) MacLinesF64.line(y+at,line,cells,jm,jp,km,kp,n,one,lanes);
      else if(kernel==1) ahead(y+at,line,cells,jm,jp,km,kp,n,one,lanes,k<nz-1?kp+group*row:zeros);
      else rotated(y+at,line,cells,jm,jp,km,kp,n,one,lanes);
    }
    if(seen==Lanes.UNLIKELY) Thread.onSpinWait();
    return SumsF64.sum(lanes);
  }
  /** order 0: plane by plane; 1: block of lines, all planes. */
  static /* wide */ double apply(long x,long y,long cells,long zeros,int n,long ny,long nz,int kernel,int touch,int group,int order,int block){
    /* wide */ double s=0; long per=ny/block; int one=Raw.step();
    if(order==0) for(long k=0;k<nz;k++) for(long b=0;b<per;b++) s+=lines(x,y,cells,zeros,n,ny,nz,k,b*block,b*block+block,kernel,touch,group,one);
    else for(long b=0;b<per;b++) for(long k=0;k<nz;k++) s+=lines(x,y,cells,zeros,n,ny,nz,k,b*block,b*block+block,kernel,touch,group,one);
    return s;
  }
}
