// The inbox, the rules of alerts and where they go.
import { useInfiniteQuery, useQuery } from '@tanstack/react-query';
import type { Alert, AlertChannel, AlertChannelInput, AlertRule, AlertRuleInput } from '#contract/alert';
import { apiFetch, apiPath, getJson, sendJson } from './http.ts';
import { keys } from './keys.ts';
import { type Page, queryClient } from './queries.ts';

type Inbox = Page<Alert> & { unread: number; open: number };
const PAGE = 30;

export const useInbox = () =>
  useInfiniteQuery({
    queryKey: [...keys.alerts, 'inbox'],
    queryFn: ({ pageParam, signal }) => getJson<Inbox>('/alerts', { limit: PAGE, cursor: pageParam }, signal),
    initialPageParam: null as string | null,
    getNextPageParam: (last) => last.nextCursor,
  });
export const useAlertRules = (enabled: boolean) =>
  useQuery({
    queryKey: [...keys.alerts, 'rules'],
    queryFn: ({ signal }) => getJson<{ items: AlertRule[] }>('/alerts/rules', {}, signal),
    enabled,
  });
export interface Channels {
  items: AlertChannel[];
  possible: { webhookHosts: string[]; mail: boolean };
}
export const useAlertChannels = (enabled: boolean) =>
  useQuery({
    queryKey: [...keys.alerts, 'channels'],
    queryFn: ({ signal }) => getJson<Channels>('/alerts/channels', {}, signal),
    enabled,
  });

const at = (list: 'rules' | 'channels', id: string) => `/alerts/${list}/${encodeURIComponent(id)}`;
export const readAlerts = (ids?: string[]) =>
  sendJson<unknown>('POST', '/alerts/read', ids === undefined ? {} : { ids });
export const putRule = (id: string, rule: AlertRuleInput) => sendJson<AlertRule>('PUT', at('rules', id), rule);
export const addChannel = (channel: AlertChannelInput) =>
  sendJson<{ channel: AlertChannel; secret: string | null }>('POST', '/alerts/channels', channel);
export const testChannel = (id: string) =>
  sendJson<{ sent: boolean; reason: string | null; reasonZh: string | null }>('POST', `${at('channels', id)}/test`);
export const removeChannel = (id: string) => apiFetch(apiPath(at('channels', id)), { method: 'DELETE' });

export const refreshAlerts = () => queryClient.invalidateQueries({ queryKey: keys.alerts });
