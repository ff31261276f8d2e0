export function hasRedis(): boolean;
export function hasRedisServer(): boolean;
export function startRedis(port: number): Promise<{ url: string; stop(): Promise<void> } | undefined>;
export function runRedis(port: number, folder: string): Promise<(signal: NodeJS.Signals) => Promise<void>>;
