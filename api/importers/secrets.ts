// What may never be kept, wherever it stands in a text: addresses of devices and streams, passwords, ways to reach a person.

const END = '(?![0-9a-z])';
/** What follows a word for a secret: not Chinese, so that 微信支付点 and 密码锁厂 stay names. */
const TOKEN = '[\\x21-\\x7e]';

/** Over a text whose full-width forms are plain ones. */
const SECRETS = [
  // any scheme: there are more for streams than one would list
  '[a-z][a-z0-9_+.-]{1,20}:/{2}\\S+',
  '\\\\\\\\[^\\s\\\\]+\\\\\\S+',
  // a user and his password before a host, also without a scheme
  '[^\\s:@/,;()]{1,60}:[^\\s@/]{1,100}@[\\w.:-]+',
  '(?<![\\w.+-])[\\w.+-]+@[a-z0-9-]+(?:\\.[a-z0-9-]+)+',
  'www\\.[a-z0-9-]+\\.\\S+',
  '(?<![a-z0-9.-])(?:[a-z0-9-]+\\.)+[a-z]{2,}:\\d{2,5}(?!\\d)',
  // IPv4, with a port; MAC in three spellings; IPv6
  '(?<![\\d.])(?:\\d{1,3}\\.){3}\\d{1,3}(?!\\d)(?::\\d+)?',
  `(?<![0-9a-f])(?:[0-9a-f]{2}[:-]){5}[0-9a-f]{2}${END}`,
  `(?<![0-9a-z])[0-9a-f]{4}\\.[0-9a-f]{4}\\.[0-9a-f]{4}${END}`,
  `mac(?:地址)?[\\s:=]*[0-9a-f]{12}${END}`,
  `(?<![\\w:])(?=[0-9a-f:]*::|(?:[0-9a-f]{1,4}:){7})(?=[0-9a-f:]*\\d)[0-9a-f]{1,4}(?:::?[0-9a-f]{1,4}){1,7}${END}`,
  // words that say it
  `(?:密码|口令|密钥)\\s*(?:为|是)?\\s*[:=]?\\s*${TOKEN}{3,}`,
  `(?<![a-z])(?:password|passwd|pwd|pass|secret|token)\\s*[:=]\\s*${TOKEN}{3,}`,
  `(?<![a-z])(?:admin|root)\\s*[/:,]\\s*(?=\\S{0,40}\\d)${TOKEN}{4,}`,
  `(?:微信|账号|帐号|用户名)\\s*号?\\s*(?:为|是)?\\s*[:=]?\\s*[a-z0-9_@.-]{5,}`,
  '(?<![a-z])(?:wechat|weixin|vx|wx)\\s*[:=]\\s*[a-z0-9_-]{4,}',
  'wxid_\\w+',
  '(?<![a-z])qq\\s*号?\\s*[:=]?\\s*\\d{5,12}(?!\\d)',
  '(?:电话|手机|联系方式|(?<![a-z])(?:tel|phone|mobile))\\s*号?码?\\s*(?:为|是)?\\s*[:=.]?\\s*\\+?\\(?\\d[\\d() -]{5,18}\\d',
  '身份证\\s*(?:件)?号?码?\\s*[:=]?\\s*\\d{15}(?:\\d{2}[\\dx])?',
].join('|');
/** Numbers by their form alone: a Chinese mobile number, an area code with a number, what carries a country code. */
const PHONES = [
  '(?<![\\d.+-])(?:\\+?86[ -]?)?1[3-9]\\d[ -]?\\d{4}[ -]?\\d{4}(?![\\d.]*\\d)',
  '(?<![\\d.-])(?:\\(0\\d{2,3}\\)\\s?|0\\d{2,3}-)[2-9]\\d{6,7}(?!-?\\d)',
  '\\+\\d{1,3}[ -]?\\d[\\d -]{6,14}\\d',
].join('|');
const IN_TEXT = new RegExp(`${SECRETS}|${PHONES}`, 'gi');
const BY_WORD = new RegExp(SECRETS, 'gi');
/** Most texts have nothing of this. */
const SUSPECT =
  /[.:@\\。：．＠＼]|[\d０-９][\d０-９ -]{5}|(?:[\da-f]{2}-){5}|密|口令|微信|账号|帐号|用户名|电话|手机|方式|身份证|mac|admin|root|wxid|pass|pwd|qq|tel|mobile/i;

/** Character for character, so that places in one are places in the other. */
const FULL_WIDTH = /[\uff01-\uff5e\u3000\u3002]/g;
const narrow = (text: string): string =>
  text.replace(FULL_WIDTH, (ch) =>
    ch === '\u3000' ? ' ' : ch === '\u3002' ? '.' : String.fromCharCode(ch.charCodeAt(0) - 0xfee0),
  );

/** The text without addresses, passwords, numbers and names by which a person is reached; nothing else changes.
 * `isNumber`: of a number that was given, the form says nothing. */
export const withoutSecrets = (text: string, isNumber = false): string =>
  SUSPECT.test(text) ? cut(text, isNumber ? BY_WORD : IN_TEXT) : text;

/** An id, a code: as such. */
export const hasSecret = (id: string): boolean => SUSPECT.test(id) && cut(id, BY_WORD) !== id;

function cut(text: string, what: RegExp): string {
  const plain = narrow(text);
  let kept = '';
  let at = 0;
  for (const { index, 0: found } of plain.matchAll(what)) {
    kept += `${text.slice(at, index)} `;
    at = index + found.length;
  }
  if (at === 0) return text;
  return (kept + text.slice(at)).replace(/\s{2,}/g, ' ').trim();
}
