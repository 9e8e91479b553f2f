//! Sends prepared kills through the EntryPoint itself, paid by the panic key: no bundler, no owner.
//!
//! Why: `handleOps` takes signed operations from anybody (spec 9.5).
//! Refuses: to send what the EntryPoint would refuse; one such operation would undo the others.

use alloy_primitives::{Address, U256};
use latchkey_core::approval::PanicKills;
use latchkey_core::chain::ENTRY_POINT_07;
use latchkey_core::transaction::Transaction;
use latchkey_core::user_op::{UserOperation, handle_ops};

use crate::error::{Code, Error, Result};
use crate::record::{Account, Network};
use crate::use_case::ask::mistrust;
use crate::use_case::holdings::{NATIVE_DECIMALS, in_words};
use crate::use_case::plain_send::{PlainSent, plain_failure};
use crate::wallet::Wallet;

/// The panic key uses one number after the other, so its transactions on a chain take turns.
const TURNS: i64 = -1;

impl Wallet {
    /// Sends those of these signed operations that the EntryPoint takes, in one transaction of the
    /// panic key, and waits for it. That it was mined proves nothing; read the chain.
    ///
    /// # Errors
    /// `NotFound` without a panic key; `Bundler` when the EntryPoint takes none, or the panic key
    /// holds too little; the network's, the signer's, the store's.
    pub async fn self_bundle(
        &self,
        network: &Network,
        operations: Vec<UserOperation>,
    ) -> Result<PlainSent> {
        let account = self.account_needed().await?;
        let payer = self.panic_address().await?.ok_or_else(|| {
            let message = "There is no panic key that could pay for it.";
            Error::new(Code::NotFound, message, "Make one and send a little coin to it.")
        })?;
        let _turn = self.locks().hold(TURNS, network.chain_id).await;
        let operations = self.taken(network, payer, operations).await?;
        let input = handle_ops(operations.iter().map(UserOperation::pack), payer);
        let priced = self.plain_price(network, payer, ENTRY_POINT_07, input).await?;
        let kills = kills(&account, operations, &priced);
        let transaction = kills.bundle().transaction(payer);
        let signature = self.ports().panic.sign(kills).await?;
        let sealed = transaction.sealed(&signature);
        let sealed = sealed.map_err(|_no| mistrust("the panic key's signature is none"))?;
        if sealed.from != payer {
            return Err(mistrust("another panic key signed; make it known again"));
        }
        let most = in_words(transaction.most(), NATIVE_DECIMALS, &network.native_symbol);
        let what = format!(
            "Prepared kills sent by the panic key, for at most {} {}",
            most.formatted, most.symbol
        );
        self.plain_send(network, sealed, what).await
    }

    /// As many of these, in order, as the EntryPoint takes together.
    async fn taken(
        &self,
        network: &Network,
        payer: Address,
        operations: Vec<UserOperation>,
    ) -> Result<Vec<UserOperation>> {
        let node = self.ports().networks.transactions(network);
        let mut good: Vec<UserOperation> = Vec::new();
        let mut refusal = None;
        for operation in operations {
            good.push(operation);
            let input = handle_ops(good.iter().map(UserOperation::pack), payer);
            if let Err(error) = node.gas(payer, ENTRY_POINT_07, input).await {
                refusal = Some(plain_failure(network, &error));
                good.pop();
            }
        }
        match refusal {
            Some(refusal) if good.is_empty() => Err(refusal),
            _ if good.is_empty() => Err(Error::bug("Nothing was given to send.")),
            _ => Ok(good),
        }
    }
}

fn kills(account: &Account, operations: Vec<UserOperation>, priced: &Transaction) -> PanicKills {
    PanicKills {
        account: account.spec.clone(),
        owner: account.public,
        validator: account.validator(),
        chain_id: priced.chain_id,
        nonce: priced.nonce,
        max_fee_per_gas: priced.max_fee_per_gas,
        max_priority_fee_per_gas: priced.max_priority_fee_per_gas,
        gas_limit: priced.gas_limit,
        cap: U256::max(priced.most(), U256::ONE),
        operations,
    }
}
