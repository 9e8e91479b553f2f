//! One request through everything that a real one goes through, and what came of it.

use alloy_primitives::{Address, B256, Bytes};
use latchkey_core::{
    approval::{ApprovalRequest, Ask, GrantAsk, OperationsAsk, Verdict},
    approval_tree::Tree,
    kernel::{
        enable::{EnableApproval, default_selector_data},
        signature::{recover, recover_personal_sign},
    },
    permission::{Permission, SessionSigner},
    plan::{Kill, asked_kills, granted_kills},
    transaction::Transaction,
};

use super::bend::Place;
use crate::{
    approve::Case,
    fixtures::{self, CHEAP, PASSPHRASE},
    owner::script::Script,
    protocol,
    vault::{EntryId, Secret, Vault, Vaults, memory::MemoryVault},
    window::sheet::{Row, Sheet, Span, Value},
};

/// A vault with one owner key.
pub(super) struct World {
    data: tempfile::TempDir,
    sealed: Secret,
    pub(super) owner: Address,
}

/// What was shown, and what was signed.
pub(super) struct Seen {
    request: ApprovalRequest,
    sheet: Sheet,
    verdict: Verdict,
}

impl World {
    pub(super) fn new() -> Self {
        let data = tempfile::tempdir().unwrap();
        let (vaults, owner) = fixtures::vault_with_owner(data.path());
        let (sealed, _place) = vaults.get(EntryId::Owner(owner)).unwrap().unwrap();
        Self { data, sealed, owner }
    }

    /// The data folder.
    pub(super) fn data(&self) -> &std::path::Path {
        self.data.path()
    }

    fn vaults(&self) -> Vaults {
        let vault = MemoryVault::default();
        vault.put(EntryId::Owner(self.owner), &self.sealed).unwrap();
        Vaults::of(Ok(Box::new(vault)), self.data.path()).with_cost(CHEAP)
    }

    /// The person reads the sheet and types the right passphrase. `None` when it is refused.
    pub(super) fn approve(&self, body: &[u8]) -> Option<Seen> {
        let request = protocol::decode_request(body).ok()?;
        let case = Case::new(request.clone()).ok()?;
        let sheet = case.sheet();
        let mut opened = case.open(self.vaults()).ok()?;
        let approved = opened.run(&Script::typing(&[PASSPHRASE])).ok()?;
        let verdict = approved.commit(opened, request.request_id.clone()).ok()?;
        Some(Seen { request, sheet, verdict })
    }
}

impl Seen {
    /// What was asked.
    pub(super) const fn request(&self) -> &ApprovalRequest {
        &self.request
    }

    /// What came of it.
    pub(super) const fn verdict(&self) -> &Verdict {
        &self.verdict
    }

    /// The request that is answered, the root and the signatures.
    fn signed(&self) -> (&str, [u8; 32], Vec<Bytes>) {
        match &self.verdict {
            Verdict::Granted { request_id, root, enable_signatures, kill_signatures, .. } => {
                let all = enable_signatures.iter().chain(kill_signatures.iter().flatten());
                (request_id, root.0, all.cloned().collect())
            }
            Verdict::Signed { request_id, root, signatures }
            | Verdict::KillsSigned { request_id, root, signatures } => {
                (request_id, root.0, signatures.clone())
            }
            // One transaction's own hash stands for a root.
            Verdict::TransactionSigned { request_id, signatures } => {
                (request_id, self.recomputed().root().0, signatures.clone())
            }
            other @ (Verdict::Refused { .. }
            | Verdict::OwnerCreated { .. }
            | Verdict::OwnerBackedUp { .. }
            | Verdict::LockAdded { .. }
            | Verdict::OwnerRemoved { .. }
            | Verdict::OwnerTested { .. }
            | Verdict::Reopened { .. }) => panic!("nothing is signed by {other:?}"),
        }
    }

    /// What was signed.
    pub(super) fn root(&self) -> [u8; 32] {
        self.signed().1
    }

    /// The root stands on the sheet, is that of the bytes, and the owner's signature is over it.
    pub(super) fn holds(&self, owner: Address, place: &Place) {
        let (root, place) = (self.root(), place.name());
        let on_sheet = |row: &Row| matches!(row.value, Value::Hash(hash, _) if hash == root);
        assert!(self.sheet.facts.iter().any(on_sheet), "{place}: another root is shown");
        assert_eq!(self.recomputed().root(), root, "{place}: another root is signed");
        let (echoed, _, signatures) = self.signed();
        for signature in &signatures {
            let signer = if matches!(self.request.ask, Ask::Transaction(_)) {
                recover(root.into(), signature)
            } else {
                recover_personal_sign(root.into(), &signature[..65])
            };
            assert_eq!(signer, Ok(owner), "{place}: another signature");
        }
        assert_eq!(signatures.len(), self.recomputed().len(), "{place}");
        assert_eq!(echoed, self.request.request_id, "{place}: a verdict on another request");
    }

    fn recomputed(&self) -> Tree {
        match (&self.request.ask, &self.verdict) {
            (Ask::Grant(ask), Verdict::Granted { session, .. }) => grant_tree(ask, session),
            (Ask::Operations(ask), Verdict::Signed { .. }) => operations_tree(ask),
            (Ask::Transaction(ask), Verdict::TransactionSigned { .. }) => {
                Tree::new(ask.transactions.iter().map(Transaction::signing_hash).collect()).unwrap()
            }
            (Ask::Kills(ask), Verdict::KillsSigned { .. }) => {
                let kills = asked_kills(ask);
                Tree::new(kills.iter().map(|asked| kill_hash(&asked.kill)).collect()).unwrap()
            }
            (ask, verdict) => panic!("{verdict:?} for {ask:?}"),
        }
    }

    /// The calldata of the first operation or transaction, as hex; empty for a grant.
    pub(super) fn call_data(&self) -> String {
        if let Ask::Transaction(ask) = &self.request.ask {
            return ask.transactions[0].input.to_string();
        }
        let Ask::Operations(ask) = &self.request.ask else { return String::new() };
        ask.operations[0].operation.call_data.to_string()
    }

    /// Everything that is read, the root aside.
    pub(super) fn words(&self) -> String {
        let mut sheet = self.sheet.clone();
        sheet.facts.retain(|row| !matches!(row.value, Value::Hash(..)));
        sheet.groups.iter_mut().for_each(|group| group.hashes.clear());
        format!("{sheet:?}")
    }

    /// A character on the sheet that has no form of its own and changes how others are read.
    pub(super) fn steering(&self) -> Option<char> {
        let sheet = &self.sheet;
        let mut texts: Vec<&str> = vec![&sheet.kicker, &sheet.title];
        texts.extend(sheet.sentence.iter().filter_map(|span| match span {
            Span::Plain(text) | Span::Strong(text) => Some(text.as_str()),
            Span::Address(_) => None,
        }));
        texts.extend(sheet.warnings.iter().map(|warning| warning.text.as_str()));
        texts.extend(sheet.lists.iter().flat_map(|list| list.items.iter().map(String::as_str)));
        texts.extend(sheet.groups.iter().map(|group| group.words.as_str()));
        let hashes = sheet.groups.iter().flat_map(|group| &group.hashes);
        for row in sheet.facts.iter().chain(&sheet.worst).chain(hashes) {
            texts.push(&row.label);
            match &row.value {
                Value::Text(text) | Value::Address(_, text) | Value::Hash(_, text) => {
                    texts.push(text);
                }
            }
        }
        texts.extend(sheet.claims.iter().map(String::as_str));
        texts.into_iter().flat_map(str::chars).find(|letter| is_steering(*letter))
    }
}

fn is_steering(letter: char) -> bool {
    letter.is_control()
        || matches!(letter,
            '\u{200b}'..='\u{200f}' | '\u{2028}'..='\u{202e}' | '\u{2060}'..='\u{206f}'
            | '\u{feff}' | '\u{e0000}'..='\u{e007f}')
}

fn grant_tree(ask: &GrantAsk, session: &SessionSigner) -> Tree {
    let SessionSigner::Ecdsa(session) = session else { panic!("{session:?}") };
    let permission = Permission::ecdsa(ask.policies.clone(), *session);
    let digests = ask.leaves.iter().map(|leaf| {
        EnableApproval {
            account: ask.account.address(),
            chain_id: leaf.chain_id,
            version: ask.account.version,
            validation_id: permission.validation_id(),
            nonce: leaf.validation_nonce,
            hook: Address::ZERO,
            enable_data: permission.enable_data(),
            hook_data: Bytes::new(),
            selector_data: default_selector_data(),
        }
        .digest()
    });
    let kills = granted_kills(ask, &permission);
    let leaves = digests.chain(kills.iter().flatten().map(kill_hash));
    Tree::new(leaves.collect()).unwrap()
}

fn kill_hash(kill: &Kill) -> B256 {
    let op = &kill.leaf.operation;
    assert!(op.paymaster.is_none() && op.signature.is_empty());
    op.hash(kill.leaf.entry_point, kill.leaf.chain_id)
}

fn operations_tree(ask: &OperationsAsk) -> Tree {
    let hashes = ask.operations.iter().map(|op| op.operation.hash(op.entry_point, op.chain_id));
    Tree::new(hashes.collect()).unwrap()
}
