/** Ending keys as a job, made up: what it would do, and a job that waits for a silent network. */
import type { EndJobChain, EndJobView, EndPreview, EndPreviewChain } from "../src/api";
import { amount, endReport, HASH } from "./make";

const nowSecs = () => Math.floor(Date.now() / 1000);

const baseDown = "Base did not answer within 5 seconds.";

export function endPreviewChain(change: Partial<EndPreviewChain> = {}): EndPreviewChain {
  return {
    chainId: 31337,
    network: "Local",
    calls: ["Uninstall Rent"],
    losses: [],
    cost: amount("0.00041", "ETH"),
    problem: null,
    later: false,
    ...change,
  };
}

export function endPreview(change: Partial<EndPreview> = {}): EndPreview {
  return { chains: [endPreviewChain()], ...change };
}

export function endJobChain(change: Partial<EndJobChain> = {}): EndJobChain {
  return {
    chainId: 31337,
    network: "Local",
    state: "proven",
    transaction: HASH,
    block: 1186,
    readAt: { block: 1187, at: nowSecs() - 2 },
    problem: null,
    askAgain: false,
    nextTryAt: null,
    ended: ["Rent", "Rebalancer"],
    alive: [],
    ...change,
  };
}

export function endJob(change: Partial<EndJobView> = {}): EndJobView {
  return { id: 1, what: "End all keys", startedAt: nowSecs() - 12, proven: true, chains: [endJobChain()], ...change };
}

function preview({ keyId }: Record<string, unknown>): unknown {
  if (keyId === null) {
    return endPreview({
      chains: [
        endPreviewChain({ calls: ["Uninstall Rebalancer", "Uninstall Rent", "Raise the nonce to 12, which ends every approval below it"] }),
        endPreviewChain({ chainId: 8453, network: "Base", calls: ["Burn the unused approval of Rebalancer"], cost: null, later: true, problem: baseDown }),
      ],
    });
  }
  return endPreview({ chains: [endPreviewChain({ losses: [{ name: "Rebalancer", how: "its unused approval is for the same number; grant it again afterwards." }] })] });
}

/** A job that waits for Base. */
export const waitingJob = (what = "End all keys") =>
  endJob({
    what,
    proven: false,
    chains: [
      endJobChain(),
      endJobChain({ chainId: 8453, network: "Base", state: "waiting", transaction: null, block: null, readAt: null, ended: [], alive: ["Rebalancer"], problem: baseDown, nextTryAt: nowSecs() + 24 }),
    ],
  });

/** Answers to all about jobs; a job is there once it was begun. */
export const jobs = (): Record<string, (payload: Record<string, unknown>) => unknown> => {
  const begun = new Set<number>();
  const all = () => [endJob({ id: 1, what: "Revoke the key Rent", chains: [endJobChain({ ended: ["Rent"] })] }), { ...waitingJob(), id: 2 }];
  return {
    end_preview: preview,
    end_jobs: () => all().filter(({ id }) => begun.has(id)),
    end_proof_save: () => "/home/you/Documents/latchkey-proof.json",
    end_retry: () => waitingJob(),
    key_revoke: () => begun.add(1) && endReport({ jobId: 1 }),
    stop_on_chain: () => begun.add(2) && endReport({ jobId: 2, proven: false }),
  };
};
