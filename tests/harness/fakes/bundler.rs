//! A bundler that estimates, takes and includes what a test tells it to.

use std::collections::HashMap;
use std::sync::Mutex;

use alloy_primitives::{Address, B256, Bytes, U256};
use async_trait::async_trait;
use latchkey_core::user_op::UserOperation;
use latchkey_wallet::ports::{Bundler, Fees, GasLimits, NetworkError, OpReceipt};

type Memory = Box<dyn Fn(B256) -> OpReceipt + Send>;
type Inclusion = Box<dyn FnMut(&UserOperation) -> Result<OpReceipt, NetworkError> + Send>;

/// Refuses every operation until [`ScriptedBundler::includes`] or [`ScriptedBundler::takes`].
pub struct ScriptedBundler {
    chain_id: u64,
    state: Mutex<State>,
}

#[derive(Default)]
struct State {
    open: bool,
    inclusion: Option<Inclusion>,
    refusal: Option<NetworkError>,
    of_sends: Option<NetworkError>,
    of_estimates: Option<NetworkError>,
    fees: Option<Fees>,
    sent: Vec<UserOperation>,
    receipts: HashMap<B256, OpReceipt>,
    memory: Option<Memory>,
}

impl std::fmt::Debug for ScriptedBundler {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("ScriptedBundler").field("chain_id", &self.chain_id).finish_non_exhaustive()
    }
}

impl ScriptedBundler {
    /// For a chain.
    #[must_use]
    pub fn new(chain_id: u64) -> Self {
        Self { chain_id, state: Mutex::default() }
    }

    /// Takes operations and includes each at once, with this receipt.
    pub fn includes(&self, mut receipt: impl FnMut(&UserOperation) -> OpReceipt + Send + 'static) {
        self.judges(move |op| Ok(receipt(op)));
    }

    /// Includes each at once with this receipt, or refuses it like this.
    pub fn judges(
        &self,
        judge: impl FnMut(&UserOperation) -> Result<OpReceipt, NetworkError> + Send + 'static,
    ) {
        let mut state = self.state.lock().unwrap();
        (state.open, state.of_sends) = (true, None);
        state.inclusion = Some(Box::new(judge));
    }

    /// Takes operations and includes none.
    pub fn takes(&self) {
        let mut state = self.state.lock().unwrap();
        (state.open, state.inclusion) = (true, None);
    }

    /// Has a receipt for every hash it is asked for.
    pub fn remembers(&self, receipt: impl Fn(B256) -> OpReceipt + Send + 'static) {
        self.state.lock().unwrap().memory = Some(Box::new(receipt));
    }

    /// Takes nothing any more; still estimates.
    pub fn closes(&self) {
        self.state.lock().unwrap().open = false;
    }

    /// Answers each send like this until [`Self::includes`]; still estimates.
    pub fn takes_but(&self, why: NetworkError) {
        self.state.lock().unwrap().of_sends = Some(why);
    }

    /// Fails each estimate like this, until it is `None` again.
    pub fn estimates(&self, why: Option<NetworkError>) {
        self.state.lock().unwrap().of_estimates = why;
    }

    /// Fails every request like this, until it is `None` again.
    pub fn refuses(&self, why: Option<NetworkError>) {
        self.state.lock().unwrap().refusal = why;
    }

    /// Names fees of its own.
    pub fn wants(&self, fees: Option<Fees>) {
        self.state.lock().unwrap().fees = fees;
    }

    /// Every operation it took.
    #[must_use]
    pub fn sent(&self) -> Vec<UserOperation> {
        self.state.lock().unwrap().sent.clone()
    }

    /// A successful receipt in a block.
    #[must_use]
    pub fn success(block_number: u64) -> OpReceipt {
        OpReceipt {
            success: true,
            revert_data: Bytes::new(),
            transaction: B256::repeat_byte(0x77),
            block_number,
            cost_wei: U256::from(1_000),
        }
    }

    fn with<T>(&self, act: impl FnOnce(&mut State) -> T) -> Result<T, NetworkError> {
        let mut state = self.state.lock().unwrap();
        match &state.refusal {
            Some(why) => Err(why.clone()),
            None => Ok(act(&mut state)),
        }
    }
}

#[async_trait]
impl Bundler for ScriptedBundler {
    async fn estimate(
        &self,
        _op: &UserOperation,
        _entry_point: Address,
    ) -> Result<GasLimits, NetworkError> {
        self.with(|state| match &state.of_estimates {
            Some(why) => Err(why.clone()),
            None => Ok(GasLimits {
                call: 200_000,
                verification: 400_000,
                pre_verification: U256::from(50_000),
            }),
        })?
    }

    async fn send(&self, op: &UserOperation, entry_point: Address) -> Result<B256, NetworkError> {
        let hash = op.hash(entry_point, self.chain_id);
        self.with(|state| {
            if !state.open {
                let message = "nobody told the fake bundler to take operations".to_owned();
                return Err(NetworkError::Rejected { code: -32500, message, data: Bytes::new() });
            }
            if let Some(why) = &state.of_sends {
                return Err(why.clone());
            }
            let judged = state.inclusion.as_mut().map(|judge| judge(op)).transpose()?;
            state.sent.push(op.clone());
            if let Some(receipt) = judged {
                state.receipts.insert(hash, receipt);
            }
            Ok(hash)
        })?
    }

    async fn receipt(&self, hash: B256) -> Result<Option<OpReceipt>, NetworkError> {
        self.with(|state| {
            let remembered = state.memory.as_ref().map(|memory| memory(hash));
            state.receipts.get(&hash).cloned().or(remembered)
        })
    }

    async fn fees(&self) -> Result<Option<Fees>, NetworkError> {
        self.with(|state| state.fees)
    }
}
