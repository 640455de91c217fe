import { generateSample } from '#sample/generate';
const t=performance.now(); const s=generateSample(); const b:any={}; for(const o of s.obstacles){const k=o.shape+(o.heightM===null?'?':''); b[k]=(b[k]??0)+1;} const z:any={}; for(const p of s.privacyZones)z[p.rule]=(z[p.rule]??0)+1; const t1=performance.now();const ps=[...s.publicSpace]; const by:any={}; for(const p of ps){const k=p.class+' '+p.shape;by[k]=(by[k]??0)+1;} const c=[...s.cameras];
console.log(b,z, ps.length, by, c.length, c.filter(x=>x.heightM!==null).length, t1-t,performance.now()-t);
