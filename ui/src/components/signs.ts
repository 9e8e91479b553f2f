/** The signs that states are drawn with; `Sign.svelte` draws them. */
export type SignName = "dot" | "ring" | "dashed" | "differs" | "triangle" | "question" | "square" | "dash" | "check" | "cross";
