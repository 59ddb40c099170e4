type Environment = Readonly<Record<string, string | undefined>>;

export const SWIFTSHADER: string;
export function testDevices(env?: Environment): string[];
export function deviceEnvironment(env?: Environment): Record<string, string>;
