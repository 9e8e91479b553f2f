/** Types of the token script, for its test. */
export function css(tokens: unknown): string;
