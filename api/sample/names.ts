// What are the places called? Names built from syllables that real villages carry, with their pinyin; unique in a county.
import { pick, type Random } from './random.ts';

export interface Name {
  zh: string;
  en: string;
}
type Syllable = readonly [zh: string, pinyin: string];

const list = (text: string): Syllable[] =>
  text
    .trim()
    .split(/\s+/)
    .map((item) => {
      const [zh, pinyin] = item.split(':');
      return [zh, pinyin] as const;
    });

const FIRST =
  list(`麻:ma 柳:liu 新:xin 东:dong 红:hong 松:song 云:yun 平:ping 大:da 长:chang 石:shi 梅:mei 竹:zhu 桃:tao
  铁:tie 双:shuang 龙:long 凤:feng 黄:huang 白:bai 青:qing 金:jin 银:yin 高:gao 枫:feng 樟:zhang 桐:tong 荷:he 莲:lian
  茶:cha 橘:ju 杉:shan 兰:lan 清:qing 沙:sha 牛:niu 鹤:he 鹿:lu 燕:yan 花:hua 古:gu 永:yong 太:tai 天:tian 仙:xian
  观:guan 罗:luo 杨:yang 栗:li 李:li 泉:quan 秀:xiu 九:jiu 三:san 五:wu 七:qi 向:xiang 合:he 福:fu 乐:le`);
const SURNAME = list(`王:wang 李:li 张:zhang 刘:liu 陈:chen 杨:yang 周:zhou 吴:wu 徐:xu 孙:sun 胡:hu 朱:zhu 何:he 郭:guo
  罗:luo 谢:xie 唐:tang 邓:deng 肖:xiao 曾:zeng 彭:peng 蒋:jiang 谭:tan 贺:he 龚:gong 文:wen 廖:liao 尹:yin`);
const BY_GROUND = {
  water: list('溪:xi 江:jiang 渡:du 洲:zhou 湾:wan 桥:qiao 口:kou 滩:tan 坝:ba 河:he 沙:sha'),
  hill: list('岭:ling 山:shan 坳:ao 冲:chong 岩:yan 峰:feng 坡:po 源:yuan 洞:dong 界:jie 云:yun'),
  plain: list('田:tian 塘:tang 坪:ping 铺:pu 井:jing 园:yuan 林:lin 院:yuan 头:tou 台:tai 泉:quan 桥:qiao 堂:tang'),
};
export type Ground = keyof typeof BY_GROUND;
const TOWN_SECOND = list(
  '溪:xi 江:jiang 桥:qiao 塘:tang 市:shi 铺:pu 坪:ping 田:tian 口:kou 潭:tan 岩:yan 陵:ling 源:yuan',
);
const COUNTY_FIRST =
  list(`云:yun 临:lin 湖:hu 清:qing 安:an 永:yong 宁:ning 兴:xing 嘉:jia 景:jing 昭:zhao 怀:huai 泽:ze
  澄:cheng 沅:yuan 靖:jing 望:wang 资:zi 泰:tai 平:ping 明:ming 远:yuan 秀:xiu 石:shi 金:jin 青:qing`);
const COUNTY_SECOND = list(`湖:hu 江:jiang 山:shan 阳:yang 川:chuan 源:yuan 岭:ling 溪:xi 原:yuan 泉:quan 浦:pu 陵:ling
  水:shui 潭:tan 峰:feng 谷:gu 洲:zhou`);
const URBAN: Name[] =
  `北门:Beimen 南门:Nanmen 东门:Dongmen 西门:Ximen 城关:Chengguan 文庙:Wenmiao 人民路:Renminlu 解放路:Jiefanglu
  车站:Chezhan 河街:Hejie 桥头:Qiaotou 书院:Shuyuan 新建:Xinjian 建设:Jianshe 向阳:Xiangyang 环城:Huancheng 滨江:Binjiang
  玉泉:Yuquan 迎宾:Yingbin 和平:Heping 东塔:Dongta 水厂:Shuichang 体育路:Tiyulu 云台:Yuntai 钟楼:Zhonglou 园艺:Yuanyi`
    .trim()
    .split(/\s+/)
    .map((item) => ({ zh: item.split(':')[0], en: item.split(':')[1] }));

/** Joins pinyin syllables: an apostrophe before a, e, o. */
function pinyin(...syllables: string[]): string {
  const word = syllables.reduce((all, s) => all + (all && /^[aeo]/.test(s) ? "'" : '') + s, '');
  return word[0].toUpperCase() + word.slice(1);
}

/** Remembers what is taken, in both languages. */
export interface NameBook {
  taken: Set<string>;
  random: Random;
}
export const newNameBook = (random: Random): NameBook => ({ taken: new Set(), random });

function fresh(book: NameBook, make: (attempt: number) => Name): Name {
  for (let attempt = 0; ; attempt++) {
    const name = make(attempt);
    if (book.taken.has(name.zh) || book.taken.has(name.en)) continue;
    book.taken.add(name.zh).add(name.en);
    return name;
  }
}

const join = (...parts: Syllable[]): Name => ({
  zh: parts.map((p) => p[0]).join(''),
  en: pinyin(...parts.map((p) => p[1])),
});
const HOUSE: Syllable = ['家', 'jia'];
const SIDE = list('上:shang 下:xia 大:da 小:xiao 新:xin 老:lao');

/** A village's name without 村. After many collisions it grows a third syllable, so it always ends. */
export function villageName(book: NameBook, ground: Ground): Name {
  const r = book.random;
  return fresh(book, (attempt) => {
    const last = pick(r, BY_GROUND[ground]);
    if (attempt > 25) return join(pick(r, SIDE), pick(r, FIRST), pick(r, FIRST), last);
    if (attempt > 8 || r() < 0.05) return join(pick(r, SIDE), pick(r, FIRST), last);
    if (r() < 0.13) return join(pick(r, SURNAME), HOUSE, last);
    const first = pick(r, FIRST);
    return first[0] === last[0] ? join(pick(r, FIRST), pick(r, BY_GROUND.plain)) : join(first, last);
  });
}

/** A community of the county seat, without 社区. */
export function communityName(book: NameBook): Name {
  return fresh(book, (attempt) =>
    attempt < 60 ? pick(book.random, URBAN) : join(pick(book.random, FIRST), pick(book.random, FIRST)),
  );
}

export const townshipName = (book: NameBook): Name =>
  fresh(book, (attempt) =>
    attempt < 40
      ? join(pick(book.random, FIRST), pick(book.random, TOWN_SECOND))
      : join(pick(book.random, SIDE), pick(book.random, FIRST), pick(book.random, TOWN_SECOND)),
  );

/** A county's or city's, without 县 or 市. */
export const countyName = (book: NameBook): Name =>
  fresh(book, (attempt) =>
    attempt < 200
      ? join(pick(book.random, COUNTY_FIRST), pick(book.random, COUNTY_SECOND))
      : join(pick(book.random, SIDE), pick(book.random, COUNTY_FIRST), pick(book.random, COUNTY_SECOND)),
  );
