//! What the ports promise of a store, held by the one on disk and the one in memory alike.

use alloy_primitives::{Address, B256};
use latchkey_tests::fakes::MemoryStore;
use latchkey_wallet::adapter::sqlite::SqliteStore;
use latchkey_wallet::ports::{LogStore, OperationsOf, Store, StoreError};
use latchkey_wallet::record::{
    Agent, CeilingRow, Contact, Holder, KillEnds, LogEvent, Network, Operation, OperationStatus,
    PreparedKill, Setting, ShadowCall, Token,
};

use crate::rows::{FAR, account, agent, furnish, key, kill, network, operation, token};

macro_rules! held_by_both {
    ($($promise:ident),* $(,)?) => {
        mod on_disk {
            $(#[test]
            fn $promise() {
                let folder = tempfile::tempdir().unwrap();
                let path = folder.path().join("latchkey.db");
                let store = super::SqliteStore::open(&path).unwrap();
                super::$promise(&store);
                let check = super::LogStore::verify_log(&store).unwrap();
                assert_eq!(check.fault, None, "whatever happened, the log is whole");
            })*
        }
        mod in_memory {
            $(#[test]
            fn $promise() { super::$promise(&super::MemoryStore::default()); })*
        }
    };
}

held_by_both!(
    networks_come_back_built_in_first_and_replace_their_like,
    tokens_belong_to_a_known_network_and_go_with_it,
    accounts_come_back_whole_and_no_address_twice,
    agents_are_found_by_their_token_until_they_are_removed,
    wishes_of_watched_agents_are_few_and_each_is_kept_once,
    a_key_comes_back_with_its_approvals_and_its_log_line,
    a_grant_that_cannot_be_kept_leaves_nothing,
    a_permission_id_is_never_used_twice,
    what_may_be_live_cannot_be_forgotten,
    a_secret_is_removed_only_once_nothing_may_be_live,
    an_approval_ends_once,
    prepared_kills_come_with_their_key_and_go_with_it,
    operations_come_back_and_a_final_status_stays,
    the_log_is_read_backwards_in_pages,
    settings_are_kept_and_replaced,
    a_contact_is_in_the_book_once,
    ceilings_are_replaced_and_go_with_their_network,
);

fn in_use<T: std::fmt::Debug>(answer: Result<T, StoreError>, by: &str) {
    let error = answer.unwrap_err();
    assert!(matches!(&error, StoreError::InUse { by: name, .. } if name.contains(by)), "{error}");
}

fn duplicate<T: std::fmt::Debug>(answer: Result<T, StoreError>) {
    let error = answer.unwrap_err();
    assert!(matches!(error, StoreError::Duplicate { .. }), "{error}");
}

fn not_found<T: std::fmt::Debug>(answer: Result<T, StoreError>) {
    let error = answer.unwrap_err();
    assert!(matches!(error, StoreError::NotFound { .. }), "{error}");
}

fn networks_come_back_built_in_first_and_replace_their_like(store: &dyn Store) {
    let local = Network { built_in: true, explorer_url: Some("x".to_owned()), ..network(31337) };
    for one in [network(FAR), network(10), network(9), local.clone()] {
        store.put_network(&one).unwrap();
    }
    let order: Vec<u64> = store.networks().unwrap().iter().map(|one| one.chain_id).collect();
    assert_eq!(order, [31337, 9, 10, FAR]);
    assert_eq!(store.network(31337).unwrap(), Some(local.clone()));
    let moved = Network { rpc_url: "http://127.0.0.1:9".to_owned(), ..local };
    store.put_network(&moved).unwrap();
    assert_eq!(store.network(31337).unwrap(), Some(moved));
    in_use(store.remove_network(31337), "built-in");
    store.remove_network(9).unwrap();
    assert_eq!(store.network(9).unwrap(), None);
    not_found(store.remove_network(9));
}

fn tokens_belong_to_a_known_network_and_go_with_it(store: &dyn Store) {
    not_found(store.put_token(&token(1, 1, "A")));
    store.put_network(&network(1)).unwrap();
    store.put_network(&network(2)).unwrap();
    for one in [token(1, 1, "B"), token(1, 2, "A"), token(2, 1, "C")] {
        store.put_token(&one).unwrap();
    }
    let renamed = Token { decimals: 255, ..token(1, 1, "D") };
    store.put_token(&renamed).unwrap();
    store.put_network(&Network { name: "Other".to_owned(), ..network(1) }).unwrap();
    assert_eq!(store.tokens(1).unwrap(), [token(1, 2, "A"), renamed], "by symbol, kept");
    store.remove_network(1).unwrap();
    assert_eq!(store.tokens(1).unwrap(), []);
    assert_eq!(store.tokens(2).unwrap().len(), 1);
}

fn accounts_come_back_whole_and_no_address_twice(store: &dyn Store) {
    let first = store.create_account(&account(1)).unwrap();
    let second = store.create_account(&account(2)).unwrap();
    assert_ne!(first.id, second.id);
    assert_eq!(first.spec, account(1).spec);
    assert_eq!(store.accounts().unwrap(), [first.clone(), second]);
    assert_eq!(store.account(first.id).unwrap(), Some(first.clone()));
    assert_eq!(store.account(99).unwrap(), None);
    duplicate(store.create_account(&account(1)));
    store.forget_account(first.id).unwrap();
    assert_eq!(store.account(first.id).unwrap(), None);
    not_found(store.forget_account(first.id));
}

fn agents_are_found_by_their_token_until_they_are_removed(store: &dyn Store) {
    let first = store.create_agent(&agent(1)).unwrap();
    duplicate(store.create_agent(&Agent { token_sha256: B256::repeat_byte(9), ..agent(1) }));
    duplicate(store.create_agent(&Agent { name: "another".to_owned(), ..agent(1) }));
    store.touch_agent(first.id, 50).unwrap();
    store.touch_agent(first.id, 40).unwrap();
    let found = store.agent_by_token(B256::repeat_byte(1)).unwrap().unwrap();
    assert_eq!((found.id, found.last_seen_at), (first.id, Some(50)), "it never moves back");
    assert_eq!(store.agent_by_token(B256::repeat_byte(2)).unwrap(), None);
    store.remove_agent(first.id).unwrap();
    assert_eq!(store.agent_by_token(B256::repeat_byte(1)).unwrap(), None, "its token is dead");
    let row = &store.agents().unwrap()[0];
    assert!(row.removed && row.name == "agent 1", "the row stays, so that old lines name it");
    let again = Agent { token_sha256: B256::repeat_byte(3), ..agent(1) };
    store.create_agent(&again).unwrap();
    duplicate(store.create_agent(&Agent { name: "thief".to_owned(), ..agent(1) }));
    not_found(store.touch_agent(99, 1));
    not_found(store.remove_agent(99));
}

fn wishes_of_watched_agents_are_few_and_each_is_kept_once(store: &dyn Store) {
    let (one, two) =
        (store.create_agent(&agent(1)).unwrap().id, store.create_agent(&agent(2)).unwrap().id);
    not_found(store.set_shadow(99, true));
    for on in [true, true, false, true] {
        store.set_shadow(one, on).unwrap();
        assert_eq!(store.shadowed().unwrap(), if on { vec![one] } else { vec![] });
    }
    let wish = |agent_id: i64, what: &str, key: Option<&str>| ShadowCall {
        id: 0,
        agent_id,
        chain_id: FAR,
        calls: vec![latchkey_core::kernel::execute::Call {
            to: Address::repeat_byte(7),
            value: alloy_primitives::U256::MAX,
            data: vec![1, 2, 3, 4].into(),
        }],
        functions: vec!["f()".to_owned()],
        what: what.to_owned(),
        outcome: "It would have worked.".to_owned(),
        key: key.map(str::to_owned),
        at: 7,
    };
    let first = store.add_shadow_call(&wish(one, "a", Some("k")), 3).unwrap();
    let again = store.add_shadow_call(&wish(one, "b", Some("k")), 3).unwrap();
    assert_eq!(again, first, "the same name is the same wish");
    store.add_shadow_call(&wish(two, "other", Some("k")), 3).unwrap();
    for what in ["c", "d", "e"] {
        store.add_shadow_call(&wish(one, what, None), 3).unwrap();
    }
    let kept = store.shadow_calls(one).unwrap();
    let whats: Vec<&str> = kept.iter().map(|wish| wish.what.as_str()).collect();
    assert_eq!(whats, ["c", "d", "e"], "the oldest made room");
    assert_eq!(kept[0], ShadowCall { id: kept[0].id, ..wish(one, "c", None) });
    store.clear_shadow_calls(one).unwrap();
    assert!(store.shadow_calls(one).unwrap().is_empty());
    assert_eq!(store.shadow_calls(two).unwrap().len(), 1, "only the one that was named");
}

fn a_key_comes_back_with_its_approvals_and_its_log_line(store: &dyn Store) {
    let (account, agent) = furnish(store);
    let first = store.create_key(&key(account, agent, 1, &[FAR, 1]), "at most 25").unwrap();
    let second = store.create_key(&key(account, agent, 2, &[1]), "two").unwrap();
    assert_eq!(store.key(first.id).unwrap(), Some(first.clone()), "approvals in the order given");
    assert_eq!(store.keys().unwrap(), [second, first.clone()]);
    assert_eq!(store.key(99).unwrap(), None);
    let line = store.log(None, 10).unwrap().pop().unwrap();
    assert_eq!(line.at, first.granted_at);
    let LogEvent::KeyGranted { key_id, name, agent, sentence } = line.event else { panic!() };
    assert_eq!((key_id, name.as_str()), (first.id, "key 1"));
    assert_eq!((agent.as_str(), sentence.as_str()), ("agent 1", "at most 25"));
}

fn a_grant_that_cannot_be_kept_leaves_nothing(store: &dyn Store) {
    let (account, agent) = furnish(store);
    not_found(store.create_key(&key(account, agent, 1, &[1, 7]), "unknown chain"));
    not_found(store.create_key(&key(99, agent, 1, &[1]), "unknown account"));
    not_found(store.create_key(&key(account, 99, 1, &[1]), "unknown agent"));
    store.remove_agent(agent).unwrap();
    not_found(store.create_key(&key(account, agent, 1, &[1]), "removed agent"));
    assert_eq!(store.keys().unwrap(), []);
    assert_eq!(store.log(None, 10).unwrap(), []);
}

fn a_permission_id_is_never_used_twice(store: &dyn Store) {
    let (first, agent) = furnish(store);
    let kept = store.create_key(&key(first, agent, 1, &[1]), "one").unwrap();
    duplicate(store.create_key(&key(first, agent, 1, &[1]), "again"));
    let other = store.create_account(&account(2)).unwrap();
    store.create_key(&key(other.id, agent, 1, &[1]), "another account").unwrap();
    store.end_approval(kept.id, 1, 5).unwrap();
    store.forget_key(kept.id).unwrap();
    duplicate(store.create_key(&key(first, agent, 1, &[1]), "after it was forgotten"));
}

fn what_may_be_live_cannot_be_forgotten(store: &dyn Store) {
    let (account, agent) = furnish(store);
    let granted = store.create_key(&key(account, agent, 1, &[1, FAR]), "one").unwrap();
    store.end_approval(granted.id, FAR, 5).unwrap();
    in_use(store.forget_key(granted.id), "key 1");
    in_use(store.forget_account(account), "key 1");
    in_use(store.remove_agent(agent), "key 1");
    in_use(store.remove_network(1), "key 1");
    store.remove_network(FAR).unwrap();
    store.end_approval(granted.id, 1, 6).unwrap();
    store.remove_agent(agent).unwrap();
    store.remove_network(1).unwrap();
    store.forget_key(granted.id).unwrap();
    not_found(store.forget_key(granted.id));
    store.forget_account(account).unwrap();
}

fn a_secret_is_removed_only_once_nothing_may_be_live(store: &dyn Store) {
    let (account, agent) = furnish(store);
    let granted = store.create_key(&key(account, agent, 1, &[1, FAR]), "one").unwrap();
    assert_eq!(granted.holder, Holder::Vault);
    store.end_approval(granted.id, FAR, 5).unwrap();
    in_use(store.secret_removed(granted.id), "key 1");
    store.end_approval(granted.id, 1, 6).unwrap();
    store.secret_removed(granted.id).unwrap();
    assert_eq!(store.key(granted.id).unwrap().unwrap().holder, Holder::Nobody);
    not_found(store.secret_removed(99));
}

fn an_approval_ends_once(store: &dyn Store) {
    let (account, agent) = furnish(store);
    let granted = store.create_key(&key(account, agent, 1, &[1, FAR]), "one").unwrap();
    assert!(granted.may_be_live());
    store.end_approval(granted.id, FAR, u64::MAX).unwrap();
    store.end_approval(granted.id, FAR, 7).unwrap();
    let read = store.key(granted.id).unwrap().unwrap();
    let ends: Vec<Option<u64>> = read.approvals.iter().map(|one| one.ended_at_block).collect();
    assert_eq!(ends, [None, Some(u64::MAX)], "the first reading stays");
    assert!(read.may_be_live(), "it may still be live on the other chain");
    not_found(store.end_approval(granted.id, 7, 1));
    not_found(store.end_approval(99, 1, 1));
}

fn prepared_kills_come_with_their_key_and_go_with_it(store: &dyn Store) {
    let (account, agent) = furnish(store);
    let (one, all) = (kill(1, KillEnds::OneKey), kill(FAR, KillEnds::Everything));
    let granted = store
        .create_key_with_kills(
            &key(account, agent, 1, &[1, FAR]),
            "one",
            &[one.clone(), all.clone()],
        )
        .unwrap();
    let kept = store.kills(account).unwrap();
    let plain = |kill: &PreparedKill| PreparedKill { id: 0, key_id: 0, ..kill.clone() };
    assert_eq!(kept.iter().map(plain).collect::<Vec<_>>(), [all, one.clone()], "newest first");
    assert!(kept.iter().all(|kill| kill.key_id == granted.id));
    assert_eq!(store.kills(account + 99).unwrap(), []);

    let lines = store.log(None, 10).unwrap().len();
    let newer = PreparedKill { key_id: granted.id, made_at: 7, ..one };
    let stray = PreparedKill { key_id: 99, ..newer.clone() };
    not_found(store.add_kills(7, &[newer.clone(), stray]));
    assert_eq!(
        (store.kills(account).unwrap().len(), store.log(None, 10).unwrap().len()),
        (2, lines)
    );
    store.add_kills(7, &[newer.clone(), newer]).unwrap();
    assert_eq!(store.kills(account).unwrap().len(), 4, "older rows stay");
    let renewals = store.log(None, 10).unwrap();
    let renewals =
        renewals.iter().filter(|line| line.event == LogEvent::KillsRenewed { key_id: granted.id });
    assert_eq!(renewals.count(), 1, "one line for the key");

    in_use(store.forget_key(granted.id), "key 1");
    store.end_approval(granted.id, 1, 5).unwrap();
    in_use(store.forget_key(granted.id), "key 1");
    assert_eq!(store.kills(account).unwrap().len(), 4, "nothing is lost while it may be live");
    store.end_approval(granted.id, FAR, 6).unwrap();
    store.forget_key(granted.id).unwrap();
    assert_eq!(store.kills(account).unwrap(), []);
}

fn operations_come_back_and_a_final_status_stays(store: &dyn Store) {
    let first = store.create_operation(&operation(Some(5), 1)).unwrap();
    let owners = store.create_operation(&operation(None, 2)).unwrap();
    duplicate(store.create_operation(&operation(None, 1)));
    assert_eq!(store.operation(FAR, B256::repeat_byte(1)).unwrap(), Some(first.clone()));
    assert_eq!(store.operation(1, B256::repeat_byte(1)).unwrap(), None);
    assert_eq!(store.operations(OperationsOf::Everybody, 10).unwrap(), [owners, first.clone()]);
    assert_eq!(store.operations(OperationsOf::Everybody, 1).unwrap().len(), 1);
    assert!(!store.update_operation(&first).unwrap(), "nothing is new");
    let included = Operation {
        status: OperationStatus::Included,
        transaction: Some(B256::repeat_byte(4)),
        block_number: Some(u64::MAX),
        ..first.clone()
    };
    assert!(store.update_operation(&included).unwrap());
    let lost = Operation { status: OperationStatus::Unknown, ..first.clone() };
    assert!(!store.update_operation(&lost).unwrap(), "mined stays mined");
    assert_eq!(store.operations(OperationsOf::Key(5), 10).unwrap(), [included]);
    assert_eq!(store.operations(OperationsOf::Unsettled, 10).unwrap().len(), 1);
    assert_eq!(store.included_count(5).unwrap(), 1);
    assert_eq!(store.included_count(6).unwrap(), 0);
    not_found(store.update_operation(&Operation { id: 99, ..first }));
}

fn the_log_is_read_backwards_in_pages(store: &dyn Store) {
    let events = [
        LogEvent::AgentAccess { on: true },
        LogEvent::Stopped { millis: 12 },
        LogEvent::Operation {
            hash: B256::repeat_byte(1),
            chain_id: FAR,
            key_id: Some(1),
            agent: Some("a\"b".to_owned()),
            what: "pays".to_owned(),
            status: OperationStatus::Reverted,
            reason: None,
        },
        LogEvent::AccountCreated { account: Address::ZERO, name: "é".to_owned() },
    ];
    for (at, event) in (10..).zip(&events) {
        assert_eq!(store.append(at, event).unwrap().event, *event);
    }
    let seqs = |before, limit| -> Vec<i64> {
        store.log(before, limit).unwrap().iter().map(|line| line.seq).collect()
    };
    assert_eq!(seqs(None, 3), [4, 3, 2]);
    assert_eq!(seqs(Some(2), 3), [1]);
    assert_eq!(seqs(Some(1), 3), [0_i64; 0]);
    let newest = store.log(None, 1).unwrap().remove(0);
    assert_eq!((newest.at, &newest.event), (13, &events[3]));
    let check = store.verify_log().unwrap();
    assert_eq!((check.lines, check.fault), (4, None));
}

fn settings_are_kept_and_replaced(store: &dyn Store) {
    assert_eq!(store.setting(Setting::McpPort).unwrap(), None);
    store.set_setting(Setting::McpPort, "4000").unwrap();
    store.set_setting(Setting::McpPort, "4001").unwrap();
    store.set_setting(Setting::AgentAccess, "on").unwrap();
    assert_eq!(store.setting(Setting::McpPort).unwrap().as_deref(), Some("4001"));
}

fn a_contact_is_in_the_book_once(store: &dyn Store) {
    let contact = |name: &str, n: u8| Contact {
        id: 0,
        name: name.to_owned(),
        address: Address::repeat_byte(n),
    };
    let second = store.create_contact(&contact("Beta", 2)).unwrap();
    let first = store.create_contact(&contact("Alpha", 1)).unwrap();
    duplicate(store.create_contact(&contact("Gamma", 1)));
    assert_eq!(store.contacts().unwrap(), [first.clone(), second.clone()], "by name");
    store.remove_contact(first.id).unwrap();
    not_found(store.remove_contact(first.id));
    assert_eq!(store.contacts().unwrap(), [second]);
}

fn ceilings_are_replaced_and_go_with_their_network(store: &dyn Store) {
    use alloy_primitives::U256;
    let ceiling = |chain_id, token: Option<u8>, atoms| CeilingRow {
        chain_id,
        token: token.map(Address::repeat_byte),
        atoms,
    };
    not_found(store.put_ceiling(&ceiling(1, None, U256::ONE)));
    store.put_network(&network(1)).unwrap();
    store.put_network(&network(FAR)).unwrap();
    let (native, token, far) = (
        ceiling(1, None, U256::MAX),
        ceiling(1, Some(7), U256::ZERO),
        ceiling(FAR, None, U256::from(5)),
    );
    for row in [far, token, ceiling(1, None, U256::ONE), native] {
        store.put_ceiling(&row).unwrap();
    }
    assert_eq!(store.ceilings().unwrap(), [native, token, far]);
    store.put_network(&Network { name: "Other".to_owned(), ..network(1) }).unwrap();
    assert_eq!(store.ceilings().unwrap().len(), 3, "a renamed network keeps them");
    store.remove_ceiling(1, Some(Address::repeat_byte(7))).unwrap();
    not_found(store.remove_ceiling(1, Some(Address::repeat_byte(7))));
    store.remove_network(1).unwrap();
    assert_eq!(store.ceilings().unwrap(), [far]);
}
