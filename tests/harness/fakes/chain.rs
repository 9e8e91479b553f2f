//! A chain that answers what a test wrote down.

use std::sync::Mutex;

use alloy_primitives::{Address, B256, Bytes, U256};
use async_trait::async_trait;
use tokio::sync::watch;

use latchkey_wallet::ports::{Answer, Answers, BlockRef, Chain, Fees, NetworkError, Read};

type Rule = Box<dyn Fn(&Read) -> Option<Answer> + Send>;

/// Answers reads by the newest rule that knows them; without one: no code, no coins, calls revert.
pub struct ScriptedChain {
    state: Mutex<State>,
    hangs: watch::Sender<bool>,
}

struct State {
    head: BlockRef,
    fees: Fees,
    rules: Vec<Rule>,
    down: Option<NetworkError>,
    asked: Vec<Read>,
    faucet: Vec<Address>,
}

impl std::fmt::Debug for ScriptedChain {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("ScriptedChain").finish_non_exhaustive()
    }
}

impl Default for ScriptedChain {
    fn default() -> Self {
        let head = BlockRef { number: 1, timestamp: 1_800_000_000, hash: None };
        let fees = Fees { max_fee_per_gas: 2_000_000_000, max_priority_fee_per_gas: 1 };
        let (rules, asked, faucet) = (Vec::new(), Vec::new(), Vec::new());
        let state = Mutex::new(State { head, fees, rules, down: None, asked, faucet });
        Self { state, hangs: watch::Sender::new(false) }
    }
}

impl ScriptedChain {
    /// The newest block from now on.
    pub fn head_is(&self, number: u64, timestamp: u64) {
        self.state.lock().unwrap().head = BlockRef { number, timestamp, hash: None };
    }

    /// The fees from now on.
    pub fn fees_are(&self, fees: Fees) {
        self.state.lock().unwrap().fees = fees;
    }

    /// Answers what this knows (`Some`) like this from now on.
    pub fn answers(&self, rule: impl Fn(&Read) -> Option<Answer> + Send + 'static) {
        self.state.lock().unwrap().rules.push(Box::new(rule));
    }

    /// This address holds so much.
    pub fn balance(&self, of: Address, wei: U256) {
        let word = Bytes::from(B256::from(wei).0);
        self.answers(move |read| (*read == Read::Balance(of)).then(|| Ok(word.clone())));
    }

    /// This address has code.
    pub fn code(&self, of: Address, code: impl Into<Bytes>) {
        let code = code.into();
        self.answers(move |read| (*read == Read::Code(of)).then(|| Ok(code.clone())));
    }

    /// A call with exactly this calldata returns this.
    pub fn returns(&self, to: Address, data: impl Into<Bytes>, result: Answer) {
        let call = Read::Call { to, data: data.into() };
        self.answers(move |read| (*read == call).then(|| result.clone()));
    }

    /// Fails every request like this, until it is `None` again.
    pub fn down(&self, why: Option<NetworkError>) {
        self.state.lock().unwrap().down = why;
    }

    /// Answers no read while this holds; those under way wait too.
    pub fn hangs(&self, hangs: bool) {
        self.hangs.send_replace(hangs);
    }

    /// Everything that was read so far.
    #[must_use]
    pub fn asked(&self) -> Vec<Read> {
        self.state.lock().unwrap().asked.clone()
    }

    /// Who asked for test money.
    #[must_use]
    pub fn funded(&self) -> Vec<Address> {
        self.state.lock().unwrap().faucet.clone()
    }

    fn with<T>(&self, act: impl FnOnce(&mut State) -> T) -> Result<T, NetworkError> {
        let mut state = self.state.lock().unwrap();
        if let Some(why) = &state.down {
            return Err(why.clone());
        }
        Ok(act(&mut state))
    }
}

impl State {
    fn answer(&self, read: &Read) -> Answer {
        let told = self.rules.iter().rev().find_map(|rule| rule(read));
        told.unwrap_or_else(|| match read {
            Read::Call { .. } => Err(Bytes::new()),
            Read::Balance(_) => Ok(Bytes::from([0; 32])),
            Read::Code(_) => Ok(Bytes::new()),
        })
    }
}

#[async_trait]
impl Chain for ScriptedChain {
    async fn head(&self) -> Result<BlockRef, NetworkError> {
        self.with(|state| state.head)
    }

    async fn read(&self, reads: Vec<Read>) -> Result<Answers, NetworkError> {
        let mut hangs = self.hangs.subscribe();
        let _closed = hangs.wait_for(|hangs| !hangs).await.is_err();
        self.with(|state| {
            let answers = reads.iter().map(|read| state.answer(read)).collect();
            state.asked.extend(reads);
            Answers { at: state.head, answers }
        })
    }

    async fn fees(&self) -> Result<Fees, NetworkError> {
        self.with(|state| state.fees)
    }

    async fn gas_limit(&self) -> Result<u64, NetworkError> {
        self.with(|_| 30_000_000)
    }

    async fn faucet(&self, to: Address) -> Result<(), NetworkError> {
        self.with(|state| state.faucet.push(to))
    }
}
