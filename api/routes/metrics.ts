// How much was asked, how long did it take, how does the process do? Prometheus text; labels are route patterns.

const BUCKETS_S = [0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10];

export interface Metrics {
  observe(method: string, route: string, status: number, seconds: number): void;
  /** Values read at the moment of asking. */
  gauge(name: string, help: string, read: () => number): void;
  text(): string;
}

export function createMetrics(): Metrics {
  const series = new Map<string, { count: number; sum: number; buckets: number[] }>();
  const gauges: { name: string; help: string; read: () => number }[] = [];
  return {
    observe(method, route, status, seconds) {
      const key = `method="${method}",route="${quoted(route)}",status="${status}"`;
      let entry = series.get(key);
      if (!entry) series.set(key, (entry = { count: 0, sum: 0, buckets: BUCKETS_S.map(() => 0) }));
      entry.count++;
      entry.sum += seconds;
      for (let i = 0; i < BUCKETS_S.length; i++) if (seconds <= BUCKETS_S[i]) entry.buckets[i]++;
    },
    gauge: (name, help, read) => void gauges.push({ name, help, read }),
    text() {
      const lines = [
        '# HELP lacuna_http_request_seconds Time to answer',
        '# TYPE lacuna_http_request_seconds histogram',
      ];
      for (const [key, { count, sum, buckets }] of series) {
        BUCKETS_S.forEach((le, i) => {
          lines.push(`lacuna_http_request_seconds_bucket{${key},le="${le}"} ${buckets[i]}`);
        });
        lines.push(`lacuna_http_request_seconds_bucket{${key},le="+Inf"} ${count}`);
        lines.push(
          `lacuna_http_request_seconds_sum{${key}} ${sum}`,
          `lacuna_http_request_seconds_count{${key}} ${count}`,
        );
      }
      for (const { name, help, read } of gauges) {
        lines.push(`# HELP ${name} ${help}`, `# TYPE ${name} gauge`, `${name} ${read()}`);
      }
      return `${lines.join('\n')}\n`;
    },
  };
}

const quoted = (text: string): string => text.replace(/[\\"\n]/g, (ch) => (ch === '\n' ? '\\n' : `\\${ch}`));
