// Sentences of the codes that api/routes, api/config and api/start raise.
import type { Catalogue } from './messages.ts';

export const HTTP_MESSAGES: Catalogue = {
  'http.not_found': {
    en: {
      message: 'There is nothing at this address that you may see.',
      fix: 'Check the address; the list of all addresses is at /api/docs.',
    },
    zh: { message: '该地址不存在，或您无权查看。', fix: '请检查地址；全部接口见 /api/docs。' },
  },
  'http.method_not_allowed': {
    en: { message: '{method} is not possible here; this address answers {allowed}.', fix: 'Use one of: {allowed}.' },
    zh: { message: '此地址不支持 {method}，可用方法：{allowed}。', fix: '请改用：{allowed}。' },
  },
  'http.json_invalid': {
    en: {
      message: 'The body is not valid JSON: {reason}',
      fix: 'Send one JSON value in UTF-8, without comments or trailing commas.',
    },
    zh: { message: '请求正文不是合法的 JSON:{reason}', fix: '请发送一个 UTF-8 编码的 JSON 值，不含注释和多余的逗号。' },
  },
  'http.json_too_deep': {
    en: {
      message: 'The JSON is nested deeper than {limit} levels.',
      fix: 'Flatten it; no request of this service needs more.',
    },
    zh: { message: 'JSON 嵌套超过 {limit} 层。', fix: '请减少嵌套；本服务的任何请求都不需要这么深。' },
  },
  'http.body_missing': {
    en: { message: 'This request needs a body and has none.', fix: 'Send a body of type {accepted}.' },
    zh: { message: '此请求需要正文，但没有收到。', fix: '请发送类型为 {accepted} 的正文。' },
  },
  'http.type_unsupported': {
    en: { message: 'A body of type "{got}" is not read here.', fix: 'Send Content-Type: {accepted}.' },
    zh: { message: '此处不接受类型为“{got}”的正文。', fix: '请使用 Content-Type: {accepted}。' },
  },
  'http.encoding_refused': {
    en: {
      message: 'Compressed request bodies are not read (Content-Encoding: {got}).',
      fix: 'Send the body uncompressed.',
    },
    zh: { message: '不接受压缩的请求正文（Content-Encoding: {got}）。', fix: '请发送未压缩的正文。' },
  },
  'http.too_large': {
    en: { message: 'The body is larger than {limit}.', fix: 'Split it into several requests or files.' },
    zh: { message: '请求正文超过 {limit}。', fix: '请拆分成多个请求或文件。' },
  },
  'http.body_cut': {
    en: { message: 'The connection ended before the body was complete.', fix: 'Send the request again.' },
    zh: { message: '连接在请求正文传完之前中断。', fix: '请重新发送。' },
  },
  'http.precondition_failed': {
    en: {
      message: 'It is no longer as the If-Match header says; nothing was changed.',
      fix: 'Load it again, look at what changed, and repeat your change with the new ETag.',
    },
    zh: { message: '记录与 If-Match 头不符,未做任何更改。', fix: '请重新载入,查看变化后用新的 ETag 再次修改。' },
  },
  'http.body_slow': {
    en: { message: 'The body stopped arriving for {seconds} s.', fix: 'Check the connection and send it again.' },
    zh: { message: '请求正文中断超过 {seconds} 秒。', fix: '请检查网络连接后重新发送。' },
  },
  'http.invalid': {
    en: {
      message: '{count} of the values sent cannot be used; nothing was changed.',
      fix: 'Correct what the list "errors" names.',
    },
    zh: { message: '有 {count} 个值无法使用，未做任何更改。', fix: '请按 errors 列表逐项更正。' },
  },
  'http.host_unknown': {
    en: {
      message: 'This service answers on this machine only, not as "{got}".',
      fix: 'Open http://127.0.0.1 with the port that was printed at the start.',
    },
    zh: { message: '本服务只在本机上应答，不以“{got}”之名应答。', fix: '请打开启动时打印的 http://127.0.0.1 地址。' },
  },
  'http.cross_site': {
    en: {
      message: 'Changes are taken only from the pages of this service.',
      fix: 'Open the service itself, or call it from a program that sends no Origin header.',
    },
    zh: { message: '只接受本服务页面发出的更改请求。', fix: '请打开本服务的页面，或用不带 Origin 头的程序调用。' },
  },
  'http.cursor_invalid': {
    en: {
      message: 'This cursor does not belong to this list and filter.',
      fix: 'Ask for the first page again, without a cursor.',
    },
    zh: { message: '此游标不属于该列表和筛选条件。', fix: '请去掉 cursor，从第一页重新读取。' },
  },
  'http.multipart_invalid': {
    en: {
      message: 'The upload cannot be read: {reason}',
      fix: 'Send multipart/form-data with a field "kind" and one file "file".',
    },
    zh: { message: '无法读取上传内容：{reason}', fix: '请以 multipart/form-data 发送字段 kind 和一个文件 file。' },
  },
  'http.starting': {
    en: { message: 'The service is starting.', fix: 'Try again in a second.' },
    zh: { message: '服务正在启动。', fix: '请稍候再试。' },
  },
  'http.stopping': {
    en: { message: 'The service is stopping; nothing was changed.', fix: 'Try again once it has started again.' },
    zh: { message: '服务正在停止，未做任何更改。', fix: '请在服务重新启动后再试。' },
  },
  'http.busy': {
    en: { message: 'The service is busy; nothing was changed.', fix: 'Try again in {seconds} s.' },
    zh: { message: '服务繁忙，未做任何更改。', fix: '请在 {seconds} 秒后重试。' },
  },
  'http.internal': {
    en: {
      message: 'Something went wrong inside the service. Quote this id: {requestId}',
      fix: 'Try again; if it happens again, report the id.',
    },
    zh: { message: '服务内部出错。请记下编号：{requestId}', fix: '请重试；若再次出现，请报告该编号。' },
  },
  'http.ui_missing': {
    en: { message: 'The screens have not been built yet.', fix: 'Run: npm run build' },
    zh: { message: '界面尚未构建。', fix: '请运行：npm run build' },
  },
  'field.required': {
    en: { message: 'is missing', fix: 'Add it ({expected}).' },
    zh: { message: '缺少该项', fix: '请补充（{expected}）。' },
  },
  'field.type': {
    en: { message: 'is not of type {expected}', fix: 'Send a value of type {expected}.' },
    zh: { message: '类型应为 {expected}', fix: '请发送类型为 {expected} 的值。' },
  },
  'field.too_small': {
    en: { message: 'is below the smallest allowed: {limit}', fix: 'Send {limit} or more.' },
    zh: { message: '小于下限 {limit}', fix: '请发送不小于 {limit} 的值。' },
  },
  'field.too_big': {
    en: { message: 'is above the greatest allowed: {limit}', fix: 'Send {limit} or less.' },
    zh: { message: '大于上限 {limit}', fix: '请发送不大于 {limit} 的值。' },
  },
  'field.too_small_open': {
    en: { message: 'must be above {limit}', fix: 'Send a value above {limit}.' },
    zh: { message: '必须大于 {limit}', fix: '请发送大于 {limit} 的值。' },
  },
  'field.too_big_open': {
    en: { message: 'must be below {limit}', fix: 'Send a value below {limit}.' },
    zh: { message: '必须小于 {limit}', fix: '请发送小于 {limit} 的值。' },
  },
  'field.too_short': {
    en: { message: 'is shorter than {limit} characters', fix: 'Send a text of at least {limit} characters.' },
    zh: { message: '少于 {limit} 个字符', fix: '请发送至少 {limit} 个字符的文本。' },
  },
  'field.too_long': {
    en: { message: 'is longer than {limit} characters', fix: 'Send a text of at most {limit} characters.' },
    zh: { message: '超过 {limit} 个字符', fix: '请发送不超过 {limit} 个字符的文本。' },
  },
  'field.too_few': {
    en: { message: 'has fewer than {limit} entries', fix: 'Send at least {limit}.' },
    zh: { message: '少于 {limit} 项', fix: '请发送至少 {limit} 项。' },
  },
  'field.too_many': {
    en: { message: 'has more than {limit} entries', fix: 'Send at most {limit}.' },
    zh: { message: '超过 {limit} 项', fix: '请发送不超过 {limit} 项。' },
  },
  'field.format': {
    en: { message: 'does not have the form {expected}', fix: 'Send it as {expected}.' },
    zh: { message: '格式应为 {expected}', fix: '请按 {expected} 格式发送。' },
  },
  'field.choice': {
    en: { message: 'is not one of: {choices}', fix: 'Choose one of: {choices}.' },
    zh: { message: '不在可选值之内：{choices}', fix: '请从中选择：{choices}。' },
  },
  'field.unknown': {
    en: { message: 'is not a field of this request', fix: 'Leave it out.' },
    zh: { message: '不是此请求的字段', fix: '请删除该字段。' },
  },
  'field.invalid': {
    en: { message: 'cannot be used', fix: 'See /api/docs for what this field takes.' },
    zh: { message: '无法使用', fix: '该字段的取值见 /api/docs。' },
  },
  'config.not_a_number': {
    en: {
      message: '{variable}={value} is not a number from 0 to {max}.',
      fix: 'Set {variable} to a number from 0 to {max}, or leave it out.',
    },
    zh: {
      message: '{variable}={value} 不是 0 至 {max} 之间的数。',
      fix: '请将 {variable} 设为 0 至 {max} 之间的数，或不设置。',
    },
  },
  'config.not_a_choice': {
    en: {
      message: '{variable}={value} is not one of: {choices}.',
      fix: 'Set {variable} to one of these, or leave it out.',
    },
    zh: { message: '{variable}={value} 不在可选值之内：{choices}。', fix: '请将 {variable} 设为其中之一，或不设置。' },
  },
  'config.host_not_loopback': {
    en: {
      message:
        'HOST={value}: without accounts Lacuna answers on this machine only, because anyone who reaches it owns the workspace.',
      fix: 'Leave HOST out, or set it to 127.0.0.1, ::1 or localhost.',
    },
    zh: {
      message: 'HOST={value}：在有账户之前，Lacuna 只在本机应答，因为能访问它的人即拥有整个工作区。',
      fix: '请不要设置 HOST，或设为 127.0.0.1、::1 或 localhost。',
    },
  },
  'config.database_unsupported': {
    en: {
      message: 'DATABASE_URL={value}: this kind of database is not supported yet.',
      fix: 'Give a path or file:… of a SQLite file.',
    },
    zh: { message: 'DATABASE_URL={value}：尚不支持此类数据库。', fix: '请提供 SQLite 文件的路径或 file:… 地址。' },
  },
  'start.port_in_use': {
    en: {
      message: 'Port {port} is taken by another program.',
      fix: 'Stop that program, or choose another port: PORT=0 npm start takes any free one.',
    },
    zh: {
      message: '端口 {port} 已被其他程序占用。',
      fix: '请停止该程序，或换一个端口：PORT=0 npm start 会自动选择空闲端口。',
    },
  },
  'start.port_refused': {
    en: {
      message: 'Port {port} may not be opened ({reason}).',
      fix: 'Choose a port above 1023, for example PORT=4170.',
    },
    zh: { message: '无权打开端口 {port}（{reason}）。', fix: '请选择 1023 以上的端口，例如 PORT=4170。' },
  },
  'start.host_unavailable': {
    en: { message: 'The address {host} does not exist on this machine ({reason}).', fix: 'Leave HOST out.' },
    zh: { message: '本机没有地址 {host}（{reason}）。', fix: '请不要设置 HOST。' },
  },
  'start.folder_unusable': {
    en: {
      message: 'The data folder {path} cannot be written ({reason}).',
      fix: 'Make it writable for this user, or point DATABASE_URL at a file in a folder that is.',
    },
    zh: {
      message: '数据目录 {path} 不可写（{reason}）。',
      fix: '请给予写入权限，或用 DATABASE_URL 指向可写目录中的文件。',
    },
  },
};
