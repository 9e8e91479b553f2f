/** Runs a reading inside an effect, as a component would; returns the way to end it. For tests. */
export function effectRoot(watch: () => void): () => void {
  return $effect.root(() => {
    $effect(watch);
  });
}
