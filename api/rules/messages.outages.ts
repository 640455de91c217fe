// Sentences about what works now and what does not.
import type { Catalogue } from './messages.ts';

export const OUTAGE_MESSAGES: Catalogue = {
  'figure.live_at_range': {
    en: {
      message: 'What working cameras see is measured at detail range only.',
      fix: 'Ask for set live without a detail, or for set installed.',
    },
    zh: {
      message: '在线点位的覆盖只按清晰度 range 计算。',
      fix: '请不带清晰度请求 live 集合，或改用 installed 集合。',
    },
  },
  'effective.no_words': {
    en: { message: 'Nobody has said yet which cameras work.', fix: 'Post their states, or load a file of them.' },
    zh: { message: '尚未收到任何点位的在线状态。', fix: '请上报在线状态，或导入状态文件。' },
  },
  'effective.none_computed': {
    en: {
      message: 'Of {leaves} regions none is computed: no camera in them has a known state, or they are being measured.',
      fix: 'Post the states of their cameras, or wait until they are measured.',
    },
    zh: {
      message: '{leaves} 个末级区划均未算出：其点位状态未知，或正在计算。',
      fix: '请上报点位状态，或等待计算完成。',
    },
  },
  'effective.mixed': {
    en: {
      message: 'Part of the region counts its whole area and part its public space: there is no single share.',
      fix: 'Look at a region below it.',
    },
    zh: { message: '部分区划按全部面积计算，部分按公共区域计算，没有统一的比例。', fix: '请查看下级区划。' },
  },
  'effective.not_measured': {
    en: { message: 'The region is not measured yet.', fix: 'Wait until it is measured.' },
    zh: { message: '该区划尚未计算。', fix: '请等待计算完成。' },
  },
  'outage.not_found': {
    en: { message: 'There is no outage {id}.', fix: 'GET /api/outages lists them.' },
    zh: { message: '没有故障 {id}。', fix: '全部故障见 GET /api/outages。' },
  },
  'outage.revision_conflict': {
    en: {
      message: 'Outage {id} is at revision {current}; the change was made for {revision}.',
      fix: 'Load it again and repeat the change.',
    },
    zh: {
      message: '故障 {id} 当前版本为 {current}，而修改针对版本 {revision}。',
      fix: '请重新加载后再修改。',
    },
  },
};
