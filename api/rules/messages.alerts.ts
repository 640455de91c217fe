// Sentences about alerts: what they say themselves, and what is wrong with a rule, a channel or a delivery.
import type { Catalogue } from './messages.ts';

export const ALERT_MESSAGES: Catalogue = {
  'alert.below_target': {
    en: { message: '{region}: {grade}', fix: '{sentence}' },
    zh: { message: '{region}：{grade}', fix: '{sentence}' },
  },
  'alert.outage': {
    en: {
      message: '{place}: {down} out of order',
      fix: '{lost} m² of public space are no longer seen, {places} key places are dark. Since {since}.',
    },
    zh: {
      message: '{down} 个点位中断：{place}',
      fix: '{lost} 平方米公共区域失去覆盖，{places} 处重点场所转盲。始于 {since}。',
    },
  },
  'alert.feed_silent': {
    en: {
      message: 'The feed "{feed}" is silent',
      fix: 'No word since {since}: its {cameras} cameras are unknown, not offline.',
    },
    zh: { message: '状态来源“{feed}”无消息', fix: '自 {since} 起没有上报：其 {cameras} 个点位状态未知，并非离线。' },
  },
  'alert.milestone_at_risk': {
    en: { message: '{region}: milestone of {date} at risk', fix: '{sentence}' },
    zh: { message: '{region}：{date} 的里程碑有风险', fix: '{sentence}' },
  },
  'alert.not_found': {
    en: { message: 'There is no alert {id}.', fix: 'Look at the inbox anew.' },
    zh: { message: '没有编号为 {id} 的告警。', fix: '请刷新收件箱。' },
  },
  'alert.rule_not_found': {
    en: { message: 'There is no alert rule {id}.', fix: 'Look at the list of rules anew.' },
    zh: { message: '没有编号为 {id} 的告警规则。', fix: '请刷新规则列表。' },
  },
  'alert.channel_not_found': {
    en: { message: 'There is no channel {id}.', fix: 'Look at the list of channels anew.' },
    zh: { message: '没有编号为 {id} 的通知渠道。', fix: '请刷新渠道列表。' },
  },
  'alert.channel_in_use': {
    en: { message: 'Channel {id} is used by {count} rules.', fix: 'Take it out of those rules first.' },
    zh: { message: '渠道 {id} 正被 {count} 条规则使用。', fix: '请先从这些规则中移除。' },
  },
  'alert.url_refused': {
    en: {
      message: 'Nothing may be sent to {host}.',
      fix: 'Only https on port 443 or 8443, to a host that the administrator named in WEBHOOK_HOSTS.',
    },
    zh: {
      message: '不允许向 {host} 发送。',
      fix: '只允许 https（443 或 8443 端口），且主机须由管理员列入 WEBHOOK_HOSTS。',
    },
  },
  'alert.address_refused': {
    en: {
      message: '{host} leads to a private or local address.',
      fix: 'Name a public host, or allow its full origin.',
    },
    zh: { message: '{host} 指向内网或本机地址。', fix: '请使用公网主机，或由管理员以完整来源地址放行。' },
  },
  'alert.url_missing': {
    en: { message: 'A webhook needs an address.', fix: 'Give url, for example https://hooks.example.org/lacuna.' },
    zh: { message: 'Webhook 需要地址。', fix: '请填写 url，例如 https://hooks.example.org/lacuna。' },
  },
  'alert.to_missing': {
    en: { message: 'A mail channel needs recipients.', fix: 'Give to: one or more mail addresses.' },
    zh: { message: '邮件渠道需要收件人。', fix: '请填写 to：一个或多个邮箱地址。' },
  },
  'alert.smtp_missing': {
    en: { message: 'No mail server is set.', fix: 'The administrator sets SMTP_URL and SMTP_FROM and starts anew.' },
    zh: { message: '未设置邮件服务器。', fix: '请管理员设置 SMTP_URL 和 SMTP_FROM 后重新启动。' },
  },
  'alert.answered': {
    en: { message: '{host} answered {status}.', fix: 'Look at its log; a 2xx answer is expected.' },
    zh: { message: '{host} 返回 {status}。', fix: '请查看对方日志；应返回 2xx。' },
  },
  'alert.redirected': {
    en: { message: '{host} answered with a redirect.', fix: 'Enter the final address: redirects are not followed.' },
    zh: { message: '{host} 返回了跳转。', fix: '请直接填写最终地址：不跟随跳转。' },
  },
  'alert.unreachable': {
    en: { message: '{host} could not be reached ({reason}).', fix: 'Check the address and the network.' },
    zh: { message: '无法连接 {host}（{reason}）。', fix: '请检查地址和网络。' },
  },
  'alert.test': {
    en: { message: 'Test from Lacuna', fix: 'This channel works. Nothing has happened.' },
    zh: { message: 'Lacuna 测试通知', fix: '该渠道可用，并无事件发生。' },
  },
  'config.webhook_host': {
    en: {
      message: '{variable} holds "{value}", which is neither a host nor an origin.',
      fix: 'For example hooks.example.org, or http://127.0.0.1:4444.',
    },
    zh: {
      message: '{variable} 中的“{value}”既不是主机名也不是来源地址。',
      fix: '例如 hooks.example.org 或 http://127.0.0.1:4444。',
    },
  },
  'config.smtp_url': {
    en: {
      message: '{variable} is no mail server address.',
      fix: 'For example smtps://user@mail.example.org:465; the password goes into SMTP_PASSWORD.',
    },
    zh: {
      message: '{variable} 不是邮件服务器地址。',
      fix: '例如 smtps://user@mail.example.org:465；密码写入 SMTP_PASSWORD。',
    },
  },
  'config.smtp_from': {
    en: { message: '{variable} is no mail address.', fix: 'For example lacuna@example.org.' },
    zh: { message: '{variable} 不是邮箱地址。', fix: '例如 lacuna@example.org。' },
  },
};
