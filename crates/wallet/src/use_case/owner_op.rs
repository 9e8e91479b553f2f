//! Operations of the owner, one per chain, under one approval.

use std::time::Duration;

use alloy_primitives::{Bytes, U256};
use alloy_sol_types::{SolCall, SolValue};
use latchkey_core::abi::EntryPoint;
use latchkey_core::approval::{
    Ask, Claims, KeyClaim, OperationsAsk, OwnerOperation, Purpose, Verdict,
};
use latchkey_core::chain::ENTRY_POINT_07;
use latchkey_core::kernel::execute::{Call, ExecMode};
use latchkey_core::plan::OwnerPlan;
use latchkey_core::policy::check::charge;
use latchkey_core::user_op::UserOperation;
use latchkey_core::user_op::stage::{Draft, Gas, Sealed};

use crate::error::{Code, Error, Result};
use crate::ports::Read;
use crate::record::{Account, Network};
use crate::use_case::ask::mistrust;
use crate::use_case::each::each;
use crate::use_case::erc20;
use crate::use_case::grant_form::network_claim;
use crate::use_case::holdings::{NATIVE_DECIMALS, in_words};
use crate::use_case::passkey;
use crate::use_case::pricing::Pricing;
use crate::use_case::send::{Sending, Sent};
use crate::use_case::verify;
use crate::wallet::Wallet;

/// Gas on top of the estimate: the estimate is made with a plain signature, which the Merkle form
/// outgrows by 96 bytes and 32 per level (spec 6), and the root must be hashed up to.
const MERKLE_CALLDATA_GAS: u64 = 8_000;
const MERKLE_VERIFICATION_GAS: u128 = 30_000;

/// Least gas to validate a passkey's signature where no precompile checks it (spec 7.4).
const PASSKEY_VERIFICATION_GAS: u128 = 700_000;

/// How long an owner waits for inclusion.
const WAIT: Duration = Duration::from_secs(60);

/// What the owner is to do on one chain.
#[derive(Debug, Clone)]
pub(crate) struct OwnerJob {
    /// Where.
    pub(crate) network: Network,
    /// Whether the account exists there.
    pub(crate) deployed: bool,
    /// Lane of the nonce.
    pub(crate) lane: u16,
    /// Whether one failing call undoes the others.
    pub(crate) mode: ExecMode,
    /// The calls.
    pub(crate) calls: Vec<Call>,
}

/// A job with its operation, priced and unsigned.
#[derive(Debug, Clone)]
pub(crate) struct PricedJob {
    /// Where.
    pub(crate) network: Network,
    /// The operation, signature empty.
    pub(crate) operation: UserOperation,
    /// How the network checks a passkey owner's signature; `None` for an ECDSA owner.
    pub(crate) use_precompile: Option<bool>,
}

/// What an approval is asked for.
#[derive(Debug, Clone)]
pub(crate) struct OwnerAsk {
    /// For the signer, which checks that the calls fit it.
    pub(crate) purpose: Purpose,
    /// In words, for the log.
    pub(crate) what: String,
    /// Names of the keys it touches.
    pub(crate) keys: Vec<KeyClaim>,
}

impl Wallet {
    /// Builds and prices an owner operation; nothing is asked or sent.
    pub(crate) async fn owner_price(&self, account: &Account, job: OwnerJob) -> Result<PricedJob> {
        let plan = OwnerPlan {
            account: &account.spec,
            deployed: job.deployed,
            lane: job.lane,
            mode: job.mode,
            calls: &job.calls,
        };
        let chain = self.ports().networks.chain(&job.network);
        let bundler = self.ports().networks.bundler(&job.network);
        let pricing = Pricing {
            network: &job.network,
            chain: chain.as_ref(),
            bundler: bundler.as_ref(),
            entry_point: ENTRY_POINT_07,
        };
        let (sequence, money) = read_purse(&pricing, account, plan.nonce_key()).await?;
        let owner = account.owner();
        let use_precompile = match owner.passkey() {
            Some(_) => Some(self.use_precompile(&job.network).await?),
            None => None,
        };
        let draft = plan.draft_by(&owner, sequence);
        let mut operation = draft.operation().clone();
        let priced = pricing.estimate(&operation).await.map_err(|error| pricing.failed(&error))?;
        priced.comfortable(&mut operation)?;
        operation.pre_verification_gas =
            operation.pre_verification_gas.saturating_add(U256::from(MERKLE_CALLDATA_GAS));
        operation.verification_gas_limit =
            operation.verification_gas_limit.saturating_add(MERKLE_VERIFICATION_GAS);
        if use_precompile == Some(false) {
            let least = PASSKEY_VERIFICATION_GAS;
            operation.verification_gas_limit = operation.verification_gas_limit.max(least);
        }
        operation.signature = Bytes::new();
        enough(&job.network, account, &operation, money)?;
        Ok(PricedJob { network: job.network, operation, use_precompile })
    }

    /// Asks once for all, or once for each where the owner signs one at a time; checks what came
    /// back, sends all, waits for all; in order.
    pub(crate) async fn owner_send(
        &self,
        account: &Account,
        ask: OwnerAsk,
        jobs: Vec<PricedJob>,
    ) -> Result<Vec<Result<Sent>>> {
        let batches: Vec<Vec<PricedJob>> = if account.owner().kind().signs_trees() {
            vec![jobs]
        } else {
            jobs.into_iter().map(|job| vec![job]).collect()
        };
        let mut sent: Vec<Result<Sent>> = Vec::new();
        for batch in batches {
            match self.owner_send_batch(account, &ask, batch).await {
                Ok(more) => sent.extend(more),
                Err(error) if sent.is_empty() => return Err(error),
                // What was approved before is on its way; the rest is told apart.
                Err(error) => sent.push(Err(error)),
            }
        }
        Ok(sent)
    }

    /// Asks once for all these operations; the signatures, each held against what was asked.
    pub(crate) async fn owner_sign(
        &self,
        account: &Account,
        ask: &OwnerAsk,
        operations: Vec<(&Network, &UserOperation)>,
    ) -> Result<Vec<Bytes>> {
        let request = request(account, ask, &operations);
        let verdict = self.ask(&ask.what, Ask::Operations(Box::new(request.clone()))).await?;
        let Verdict::Signed { root, signatures, .. } = verdict else {
            return Err(mistrust("it signed no operations"));
        };
        verify::operations(&request, root, &signatures)?;
        Ok(signatures)
    }

    async fn owner_send_batch(
        &self,
        account: &Account,
        ask: &OwnerAsk,
        jobs: Vec<PricedJob>,
    ) -> Result<Vec<Result<Sent>>> {
        let operations = jobs.iter().map(|job| (&job.network, &job.operation)).collect();
        let signatures = self.owner_sign(account, ask, operations).await?;
        let sendings = jobs.into_iter().zip(signatures).map(|(job, signature)| {
            let signature = passkey::flagged(signature, job.use_precompile);
            let signed = sealed(&job.operation, job.network.chain_id).sign(signature);
            let sending = Sending {
                network: job.network,
                signed,
                key_id: None,
                agent: None,
                account_id: account.id,
                what: ask.what.clone(),
            };
            let wallet = self.clone();
            async move { wallet.send(sending, WAIT).await }
        });
        each(sendings).await
    }
}

/// The request for these operations, each with its network.
pub(crate) fn request(
    account: &Account,
    ask: &OwnerAsk,
    operations: &[(&Network, &UserOperation)],
) -> OperationsAsk {
    let one = |(network, operation): &(&Network, &UserOperation)| OwnerOperation {
        chain_id: network.chain_id,
        entry_point: ENTRY_POINT_07,
        operation: (*operation).clone(),
    };
    let mut networks: Vec<_> =
        operations.iter().map(|(network, _)| network_claim(network)).collect();
    networks.dedup();
    OperationsAsk {
        purpose: ask.purpose,
        owner: account.owner_ref(),
        account: account.spec.clone(),
        validator: account.validator(),
        operations: operations.iter().map(one).collect(),
        keys: ask.keys.clone(),
        claims: Claims { networks, ..Claims::default() },
    }
}

/// An operation with its gas, bound to its chain.
pub(crate) fn sealed(op: &UserOperation, chain_id: u64) -> Sealed {
    let gas = Gas {
        call_gas_limit: op.call_gas_limit,
        verification_gas_limit: op.verification_gas_limit,
        pre_verification_gas: op.pre_verification_gas,
        max_fee_per_gas: op.max_fee_per_gas,
        max_priority_fee_per_gas: op.max_priority_fee_per_gas,
    };
    Draft::new(op.clone()).price(gas, op.paymaster.clone()).seal(ENTRY_POINT_07, chain_id)
}

/// The next sequence of a nonce key, and what the account can pay with (balance and deposit, wei).
pub(crate) async fn read_purse(
    pricing: &Pricing<'_>,
    account: &Account,
    key: alloy_primitives::aliases::U192,
) -> Result<(u64, U256)> {
    let sender = account.address;
    let reads = vec![
        Read::Call {
            to: ENTRY_POINT_07,
            data: EntryPoint::getNonceCall { sender, key }.abi_encode().into(),
        },
        Read::Balance(sender),
        erc20::balance_of(ENTRY_POINT_07, sender),
    ];
    let answers = pricing.chain.read(reads).await.map_err(|error| pricing.failed(&error))?;
    let mut answers = answers.answers.iter();
    let unreadable = || {
        let message = format!("{} does not tell the account's nonce.", pricing.network.name);
        Error::new(Code::Offline, message, "Nothing was sent. Check the network in Settings.")
    };
    let nonce = answers.next().and_then(|answer| answer.as_ref().ok());
    let nonce = nonce.and_then(|word| U256::abi_decode(word).ok()).ok_or_else(unreadable)?;
    let sequence = u64::try_from(nonce & U256::from(u64::MAX)).map_err(|_never| unreadable())?;
    let balance = erc20::word(answers.next()).ok_or_else(unreadable)?;
    let deposit = erc20::word(answers.next()).unwrap_or_default();
    Ok((sequence, balance.saturating_add(deposit)))
}

/// Whether the account can pay for an operation at its highest price.
pub(crate) fn enough(
    network: &Network,
    account: &Account,
    op: &UserOperation,
    has: U256,
) -> Result<()> {
    let needs = charge(op);
    if has >= needs {
        return Ok(());
    }
    let words = |wei| {
        let amount = in_words(wei, NATIVE_DECIMALS, &network.native_symbol);
        format!("{} {}", amount.formatted, amount.symbol)
    };
    Err(Error::new(
        Code::Bundler,
        format!(
            "The account has {} on {}, but gas may cost up to {}.",
            words(has),
            network.name,
            words(needs)
        ),
        format!("Nothing was sent. Send some to {}.", account.address.to_checksum(None)),
    ))
}
