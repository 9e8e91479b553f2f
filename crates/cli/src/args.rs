//! The words of the command line.

use std::path::PathBuf;

use clap::{Parser, Subcommand, ValueEnum};
use latchkey_core::approval::{LockKind, OwnerKind};

/// Narrow, revocable keys of your smart account.
#[derive(Debug, Parser)]
#[command(name = "latchkey", version)]
pub(crate) struct Args {
    /// Answer in JSON, amounts as decimal strings.
    #[arg(long, global = true)]
    pub(crate) json: bool,
    /// Approve on this terminal instead of in the signer's window, for a computer without a display.
    #[arg(long, global = true)]
    pub(crate) tty: bool,
    /// What to do.
    #[command(subcommand)]
    pub(crate) command: Command,
}

/// What to do.
#[derive(Debug, Subcommand)]
pub(crate) enum Command {
    /// Run a local network alone; one JSON line says where it answers.
    Devnet {
        /// Port on 127.0.0.1; any free one if left out.
        #[arg(long)]
        port: Option<u16>,
        /// EIP-155 chain id.
        #[arg(long, default_value_t = latchkey_devnet::DEFAULT_CHAIN_ID)]
        chain_id: u64,
        /// Folder that keeps its state; in memory if left out.
        #[arg(long)]
        data: Option<PathBuf>,
    },
    /// The account, agent access, and what needs a look.
    Status,
    /// What the account holds on each network.
    Holdings,
    /// The account.
    #[command(subcommand)]
    Account(Account),
    /// Owner keys of the account.
    #[command(subcommand)]
    Owner(Owner),
    /// Networks.
    #[command(subcommand)]
    Network(Network),
    /// Session keys.
    #[command(subcommand)]
    Key(Key),
    /// Agents.
    #[command(subcommand)]
    Agent(Agent),
    /// Try calls against a key or a form: what its rules say, what the chain would do, what it
    /// costs. Nothing is signed or sent; the exit code is 2 when the calls would not work.
    Check(Box<Check>),
    /// What the networks hold or did that this app did not do, and what to do about it.
    Drift,
    /// Watch an agent: nothing is signed for it, and what it wants to do is kept.
    #[command(subcommand)]
    Shadow(Shadow),
    /// Stop every agent on this computer, at once; with --on-chain also fire the off switch that was
    /// signed with each key. No owner key is needed.
    Kill(Kill),
    /// The off switch that was signed with each key.
    #[command(subcommand)]
    Switch(Switch),
    /// Jobs that end keys on chain: how far each is; without a word, the list.
    Jobs {
        /// What to do with them.
        #[command(subcommand)]
        act: Option<Jobs>,
    },
    /// The key that pays for prepared kills when no owner key is at hand.
    #[command(subcommand)]
    PanicKey(PanicKey),
    /// Ways to end keys without a bundler.
    #[command(subcommand)]
    Exit(Exit),
    /// Write the kill bundle, which ends keys without Latchkey, to a new folder.
    Bundle {
        /// The folder; it must not be there yet.
        folder: PathBuf,
    },
    /// The log.
    #[command(subcommand)]
    Log(Log),
    /// Write a backup of the store into one file, while the app may run. No secret is in it: owner keys
    /// are backed up with `owner backup`.
    Backup {
        /// The file to write.
        file: PathBuf,
    },
    /// Put a backup in the place of the store, while the app does not run. Keys that may be live and that
    /// the backup does not know are never lost: then nothing is changed.
    Restore {
        /// The backup.
        file: PathBuf,
    },
    /// What happened, newest first.
    Activity {
        /// How many lines.
        #[arg(long, default_value_t = 30)]
        limit: u32,
    },
}

/// Calls to try, and against what.
#[derive(Debug, clap::Args)]
pub(crate) struct Check {
    /// A key, by its number in the list.
    #[arg(long, required_unless_present = "params")]
    pub(crate) key: Option<u32>,
    /// A grant form as JSON, as `key preview` takes it.
    #[arg(long, conflicts_with = "key")]
    pub(crate) params: Option<String>,
    /// Network, EIP-155 chain id; the first of the key if left out.
    #[arg(long)]
    pub(crate) chain_id: Option<u32>,
    /// Contract or recipient.
    #[arg(long, required_unless_present = "calls")]
    pub(crate) to: Option<String>,
    /// Native coin sent along, decimal.
    #[arg(long, default_value = "")]
    pub(crate) value: String,
    /// Calldata as hex.
    #[arg(long, default_value = "")]
    pub(crate) data: String,
    /// Function, like `transfer(address,uint256)`.
    #[arg(long, default_value = "", conflicts_with = "data")]
    pub(crate) function: String,
    /// An argument of the function; once for each, in order. Lists and tuples as JSON.
    #[arg(long = "arg", allow_hyphen_values = true)]
    pub(crate) args: Vec<String>,
    /// Several calls instead of one, as a JSON list of objects with to, value, data, function, args.
    #[arg(long, conflicts_with_all = ["to", "value", "data", "function", "args"])]
    pub(crate) calls: Option<String>,
    /// Only the rules; a live key is taken as granted.
    #[arg(long)]
    pub(crate) offline: bool,
}

/// The account.
#[derive(Debug, Subcommand)]
pub(crate) enum Account {
    /// Make it; the signer's window makes its owner key with you.
    Create {
        /// Its name.
        name: String,
        /// How its owner key is held.
        #[arg(long, value_enum, default_value_t = Kind::Passphrase)]
        kind: Kind,
    },
    /// Make it with an owner key from a backup file, chosen in the signer's window.
    Import {
        /// Its name.
        name: String,
    },
}

/// Owner keys of the account. Secrets are typed in the signer's window, never here.
#[derive(Debug, Subcommand)]
pub(crate) enum Owner {
    /// Every owner key: how it is held, when it was backed up and tested, where it is the owner.
    List,
    /// Make or enrol another one, kept ready.
    Add {
        /// How it is held.
        #[arg(value_enum)]
        kind: Kind,
    },
    /// Take one from a backup file.
    Import,
    /// Write a backup file (Ethereum keystore, version 3) and read it back.
    Backup {
        /// Its number in the list.
        id: u32,
    },
    /// Let a further passphrase or security key open one.
    AddLock {
        /// Its number in the list.
        id: u32,
        /// What is to open it.
        #[arg(value_enum)]
        lock: Lock,
    },
    /// Have one sign a test that nobody accepts.
    Test {
        /// Its number in the list.
        id: u32,
    },
    /// Make another, tested one the owner, on every network; the present one approves.
    Change {
        /// Its number in the list.
        id: u32,
    },
    /// Take one off the list, once no network names it.
    Remove {
        /// Its number in the list.
        id: u32,
    },
}

/// How an owner key is held.
#[derive(Debug, Clone, Copy, ValueEnum)]
pub(crate) enum Kind {
    /// Sealed by a passphrase; works everywhere, the weakest.
    Passphrase,
    /// Sealed by a FIDO2 security key; one touch covers several networks.
    SecurityKeySealed,
    /// Made inside a FIDO2 security key; PIN and touch, one network at a time.
    SecurityKey,
    /// Behind Touch ID.
    TouchId,
    /// In the Secure Enclave.
    SecureEnclave,
    /// Held by Windows Hello.
    WindowsHello,
    /// On a Ledger.
    Ledger,
}

/// What opens an owner key.
#[derive(Debug, Clone, Copy, ValueEnum)]
pub(crate) enum Lock {
    /// A passphrase.
    Passphrase,
    /// A FIDO2 security key.
    SecurityKey,
}

impl From<Kind> for OwnerKind {
    fn from(kind: Kind) -> Self {
        match kind {
            Kind::Passphrase => Self::Passphrase,
            Kind::SecurityKeySealed => Self::SecurityKeySealed,
            Kind::SecurityKey => Self::SecurityKey,
            Kind::TouchId => Self::TouchId,
            Kind::SecureEnclave => Self::SecureEnclave,
            Kind::WindowsHello => Self::WindowsHello,
            Kind::Ledger => Self::Ledger,
        }
    }
}

impl From<Lock> for LockKind {
    fn from(lock: Lock) -> Self {
        match lock {
            Lock::Passphrase => Self::Passphrase,
            Lock::SecurityKey => Self::SecurityKey,
        }
    }
}

/// Networks.
#[derive(Debug, Subcommand)]
pub(crate) enum Network {
    /// Every network and whether it answers.
    List,
    /// Add one; it is read first.
    Add {
        /// EIP-155 chain id; must be what the node answers.
        #[arg(long)]
        chain_id: u32,
        /// Name on screens.
        #[arg(long)]
        name: String,
        /// JSON-RPC address.
        #[arg(long)]
        rpc_url: String,
        /// ERC-4337 bundler address; the node's own if left out.
        #[arg(long)]
        bundler_url: Option<String>,
        /// Symbol of the native coin.
        #[arg(long, default_value = "ETH")]
        native_symbol: String,
        /// Block explorer.
        #[arg(long)]
        explorer_url: Option<String>,
    },
    /// Remove one, unless a key lives there.
    Remove {
        /// EIP-155 chain id.
        chain_id: u32,
    },
}

/// Session keys.
#[derive(Debug, Subcommand)]
pub(crate) enum Key {
    /// Every key with its true state on each network.
    List,
    /// Grant one; the signer's window asks for the passphrase.
    Grant {
        /// The grant form as JSON, as `key preview` takes it.
        #[arg(long)]
        params: String,
    },
    /// What a grant would allow, before anybody is asked.
    Preview {
        /// The grant form as JSON.
        #[arg(long)]
        params: String,
    },
    /// End one on all its networks; the signer's window asks once.
    Revoke {
        /// Its number in the list.
        id: u32,
    },
    /// The owner's approval of a key that its agent holds itself, as a text to hand over. It holds no
    /// secret.
    ExportApproval {
        /// The key's number in the list.
        id: u32,
        /// Network, EIP-155 chain id.
        #[arg(long)]
        chain_id: u32,
    },
    /// End every key on every network; the signer's window asks once.
    EndAll,
    /// What ending a key, or with no number every key, would do on each network: the calls, which
    /// other keys die with it, the cost. Nothing is asked or sent.
    PreviewEnd {
        /// Its number in the list.
        id: Option<u32>,
    },
}

/// Jobs that end keys on chain.
#[derive(Debug, Subcommand)]
pub(crate) enum Jobs {
    /// Go on with all of them until each is proven or needs the owner.
    Run {
        /// For at most so many seconds.
        #[arg(long, default_value_t = 60)]
        secs: u32,
    },
    /// Try one again now; the signer's window asks only where nothing that was signed fits.
    Retry {
        /// Its number in the list.
        id: u32,
    },
    /// Write the proof of one as JSON.
    Proof {
        /// Its number in the list.
        id: u32,
        /// The file to write; it must not exist.
        file: PathBuf,
    },
}

/// Agents.
#[derive(Debug, Subcommand)]
pub(crate) enum Agent {
    /// Every agent.
    List,
    /// Add one; its token is shown this once.
    Create {
        /// Its name.
        name: String,
    },
    /// Remove one that has no live key.
    Remove {
        /// Its number in the list.
        id: u32,
    },
}

/// How far to stop.
#[derive(Debug, Clone, Copy, clap::Args)]
pub(crate) struct Kill {
    /// Also end the keys on their networks.
    #[arg(long)]
    pub(crate) on_chain: bool,
    /// Only this key, by its number in the list; needs --on-chain.
    #[arg(long, requires = "on_chain")]
    pub(crate) key: Option<u32>,
}

/// The off switch that was signed with each key.
#[derive(Debug, Subcommand)]
pub(crate) enum Switch {
    /// Whether it would work now, key by key and network by network.
    Health,
    /// Sign it anew where that is needed; the signer's window asks once.
    Renew,
}

/// The key that pays for prepared kills.
#[derive(Debug, Subcommand)]
pub(crate) enum PanicKey {
    /// Make it, unless there is one; then send a little coin to its address.
    Make,
    /// Its address and what it holds on each network.
    Show,
}

/// Ways to end keys without a bundler.
#[derive(Debug, Subcommand)]
pub(crate) enum Exit {
    /// Which ways work on each network, and why the others do not.
    Ways,
    /// End keys by plain transactions of the owner key's own address; the signer's window asks once.
    Direct {
        /// Only this key, by its number in the list; every key if left out.
        #[arg(long)]
        key: Option<u32>,
    },
}

/// The log.
#[derive(Debug, Subcommand)]
pub(crate) enum Log {
    /// Check every line; the exit code is 3 when one is missing, altered or cut off.
    Verify,
    /// Write every line to a file, oldest first, one JSON object each.
    Export {
        /// The file to write.
        file: PathBuf,
    },
}

/// Watching an agent.
#[derive(Debug, Subcommand)]
pub(crate) enum Shadow {
    /// From now on; nothing is signed or sent for it.
    On {
        /// Its number in the list of agents.
        agent: u32,
    },
    /// No longer.
    Off {
        /// Its number in the list of agents.
        agent: u32,
    },
    /// What it wanted to do.
    Calls {
        /// Its number in the list of agents.
        agent: u32,
    },
    /// The narrowest key that covers it, as a form for `key preview` and `key grant`.
    Propose {
        /// Its number in the list of agents.
        agent: u32,
    },
    /// Forget what it wanted to do.
    Clear {
        /// Its number in the list of agents.
        agent: u32,
    },
}
