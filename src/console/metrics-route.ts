// GET /metrics, read by Prometheus. The text comes from src/metrics/.
import type { FastifyInstance } from 'fastify';

export interface MetricsText {
  readonly contentType: string;
  readonly text: string;
}

export function addMetricsRoute(server: FastifyInstance, metrics: () => Promise<MetricsText>): void {
  server.get('/metrics', async (_request, reply) => {
    const { contentType, text } = await metrics();
    return reply.type(contentType).send(text);
  });
}
