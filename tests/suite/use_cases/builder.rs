//! What the builder asks for: fixes, the tree, a key as a form again, contracts, contacts, ceilings,
//! exposure, drafts, language.

use alloy_primitives::{Address, Bytes};
use latchkey_core::approval::Ask;
use latchkey_wallet::error::Code;
use latchkey_wallet::ports::{Directory, FoundAbi, NetworkError, NetworkStore};
use latchkey_wallet::record::Network;
use latchkey_wallet::views::{
    AbiFrom, Allow, CeilingForm, GrantForm, GrantPreview, HasCode, Language, Problem, RuleNode,
    Severity,
};

use crate::desk::{CHAIN, LANDLORD, desk};
use crate::world::TOKEN;

fn found<'a>(preview: &'a GrantPreview, code: &str) -> Option<&'a Problem> {
    preview.problems.iter().find(|problem| problem.code == code)
}

fn paths(nodes: &[RuleNode]) -> Vec<String> {
    nodes
        .iter()
        .flat_map(|node| std::iter::once(node.path.clone()).chain(paths(&node.children)))
        .collect()
}

#[tokio::test]
async fn several_things_in_one_key_each_with_its_field() {
    let desk = desk().await;
    let mut form = desk.rent();
    let to = format!("{LANDLORD}, {}", Address::repeat_byte(3));
    form.allow.push(Allow::PayNative { recipient: to, max_per_call: "0.1".into() });
    form.allow.push(Allow::CallFunction {
        contract: Address::repeat_byte(4).to_string(),
        function: "claim()".into(),
        args: vec![],
        max_value: String::new(),
    });
    form.paymaster = Address::repeat_byte(5).to_string();
    desk.world.lock().unwrap().missing.push(Address::repeat_byte(4));
    let preview = desk.wallet.grant_preview(form.clone()).await.unwrap();
    assert!(preview.ready, "{:?}", preview.problems);
    let paths = paths(&preview.tree);
    for path in ["allow.0", "allow.0.recipient", "allow.1", "allow.2", "uses", "gasBudget", "until"]
    {
        assert!(paths.iter().any(|one| one == path), "{path} in {paths:?}");
    }
    assert_eq!(paths.iter().filter(|path| *path == "allow.1").count(), 2, "one node each");
    let no_code = found(&preview, "no-code").expect("the chain has nothing there");
    assert_ne!(no_code.severity, Severity::Stop);
    desk.wallet.grant(form).await.unwrap();
    assert_eq!(desk.keys()[0].policies, {
        let again = desk.wallet.grant_form_of_key(u32::try_from(desk.keys()[0].id).unwrap());
        let mut again = again.await.unwrap();
        again.replaces = None;
        desk.wallet.grant(again).await.unwrap();
        desk.keys()[0].policies.clone()
    });
}

#[tokio::test]
async fn one_click_mends_what_is_wrong_and_leaves_the_rest_as_typed() {
    let desk = desk().await;
    let mut form = desk.rent();
    (form.until, form.uses, form.gas_budget) = (None, String::new(), " 0.50 ".into());
    for code in ["no-expiry", "no-use-limit"] {
        let preview = desk.wallet.grant_preview(form.clone()).await.unwrap();
        let fix = found(&preview, code).and_then(|problem| problem.fix.clone()).expect(code);
        assert!(!fix.label.is_empty());
        form = fix.form;
        assert_eq!(form.gas_budget, " 0.50 ", "what the fix does not touch stays as it was typed");
    }
    assert!(form.until.is_some() && !form.uses.is_empty(), "{form:?}");
    let preview = desk.wallet.grant_preview(form).await.unwrap();
    assert_eq!((found(&preview, "no-expiry"), found(&preview, "no-use-limit")), (None, None));
}

#[tokio::test]
async fn everything_is_unlocked_by_its_words_alone() {
    let desk = desk().await;
    let mut form = GrantForm { everything: "yes".into(), ..desk.rent() };
    let preview = desk.wallet.grant_preview(form.clone()).await.unwrap();
    assert_eq!(found(&preview, "everything.words").unwrap().severity, Severity::Stop);
    form.everything = latchkey_core::lint::UNLOCK_WORDS.into();
    let preview = desk.wallet.grant_preview(form.clone()).await.unwrap();
    assert!(found(&preview, "everything.list").is_some(), "a list beside it limits nothing");
    form.allow.clear();
    let preview = desk.wallet.grant_preview(form.clone()).await.unwrap();
    assert!(preview.ready, "{:?}", preview.problems);
    assert!(preview.at_worst.iter().any(|row| row.unlimited));
    assert_eq!(found(&preview, "sudo").unwrap().severity, Severity::Warn);
    form.everything.clear();
    let preview = desk.wallet.grant_preview(form).await.unwrap();
    assert!(found(&preview, "allow.missing").is_some());
}

#[tokio::test]
async fn a_key_in_anothers_place_is_shown_as_a_difference_and_the_old_one_stays() {
    let desk = desk().await;
    let old = desk.granted().await;
    let mut form = desk.wallet.grant_form_of_key(old.id).await.unwrap();
    assert_eq!((form.replaces, form.name.as_str()), (Some(old.id), "Rent"));
    assert_eq!(form.allow, desk.rent().allow, "as it was typed");
    let Allow::PayToken { max_per_call, .. } = &mut form.allow[0] else { panic!("{form:?}") };
    *max_per_call = "26".into();
    let preview = desk.wallet.grant_preview(form.clone()).await.unwrap();
    let diff = preview.diff.expect("a difference");
    assert!(!diff.wider.is_empty() && !diff.same.is_empty(), "{diff:?}");
    assert!(diff.examples.iter().any(|one| one.allowed), "{diff:?}");
    let new = desk.wallet.grant(form).await.unwrap();
    let asked = desk.approver.asked();
    let Ask::Grant(ask) = &asked.last().unwrap().ask else { panic!("{asked:?}") };
    let replaced = ask.replaces.as_ref().expect("the signer draws the difference");
    assert_eq!(replaced.permission_id.to_string(), old.permission_id);
    assert_ne!(new.permission_id, old.permission_id, "never the same id again");
    assert!(desk.keys().iter().all(|key| key.may_be_live()), "revoking is the person's to do");
    let missing = GrantForm { replaces: Some(99), ..desk.rent() };
    assert_eq!(desk.wallet.grant_preview(missing).await.unwrap_err().code, Code::NotFound);
}

#[tokio::test]
async fn no_grant_crosses_a_ceiling() {
    let desk = desk().await;
    let form = |amount: &str| CeilingForm {
        chain_id: CHAIN,
        token: Some(TOKEN.to_string()),
        amount: amount.into(),
    };
    let set = desk.wallet.ceiling_set(form("10")).await.unwrap();
    assert_eq!((set[0].amount.formatted.as_str(), set[0].amount.symbol.as_str()), ("10", "DUSD"));
    let asked = desk.approver.asked().len();
    let preview = desk.wallet.grant_preview(desk.rent()).await.unwrap();
    assert!(found(&preview, "ceiling").is_some_and(|p| p.text.contains("10 DUSD")), "{preview:?}");
    assert_eq!(desk.wallet.grant(desk.rent()).await.unwrap_err().code, Code::Invalid);
    assert_eq!(desk.approver.asked().len(), asked, "nobody was asked");
    let native = GrantForm {
        allow: vec![Allow::PayNative { recipient: LANDLORD.to_string(), max_per_call: "1".into() }],
        ..desk.rent()
    };
    desk.wallet.grant(native).await.expect("a key for another asset is none of its business");
    desk.wallet.ceiling_set(form("100000000000")).await.unwrap();
    desk.granted().await;
    let rows = desk.wallet.exposure().await.unwrap();
    let token = TOKEN.to_checksum(None);
    let row = rows.iter().find(|row| row.token.as_ref() == Some(&token)).unwrap();
    assert!(!row.unlimited && !row.over && row.worst.is_some() && row.ceiling.is_some(), "{row:?}");
    desk.wallet.ceiling_set(form("1")).await.unwrap();
    let rows = desk.wallet.exposure().await.unwrap();
    assert!(rows.iter().any(|row| row.over && row.token.as_ref() == Some(&token)), "{rows:?}");
    assert_eq!(desk.wallet.ceiling_remove(CHAIN, Some(token)).await.unwrap(), []);
    let stranger = CeilingForm { token: Some(LANDLORD.to_string()), ..form("1") };
    assert_eq!(
        desk.wallet.ceiling_set(stranger).await.unwrap_err().field.as_deref(),
        Some("token")
    );
}

#[tokio::test]
async fn an_unread_balance_stays_unknown() {
    let desk = desk().await;
    desk.granted().await;
    desk.chain.down(Some(NetworkError::Unreachable("no route".into())));
    let rows = desk.wallet.exposure().await.unwrap();
    assert!(!rows.is_empty());
    assert!(rows.iter().all(|row| row.balance.is_none()), "{rows:?}");
    assert!(rows.iter().all(|row| row.at_risk.is_none()), "{rows:?}");
}

#[tokio::test]
async fn contacts_drafts_and_the_language() {
    let desk = desk().await;
    let wallet = &desk.wallet;
    let kept = wallet.contact_add(" Land\u{202e}lord ".into(), LANDLORD.to_string()).await.unwrap();
    assert_eq!((kept.name.as_str(), kept.address), ("Landlord", LANDLORD.to_checksum(None)));
    let again = wallet.contact_add("Other".into(), LANDLORD.to_string()).await.unwrap_err();
    assert!(again.message.contains("contact"), "{again}");
    for (name, address, field) in
        [("\u{200b}", LANDLORD.to_string(), "name"), ("A", "0x1".into(), "address")]
    {
        let error = wallet.contact_add(name.into(), address).await.unwrap_err();
        assert_eq!(error.field.as_deref(), Some(field));
    }
    assert_eq!(wallet.contact_list().await.unwrap().len(), 1);
    wallet.contact_remove(kept.id).await.unwrap();
    assert!(wallet.contact_remove(kept.id).await.is_err());

    assert_eq!(wallet.draft_last().await.unwrap(), None);
    wallet.draft_keep("{\"half\":".into()).await.unwrap();
    assert_eq!(wallet.draft_last().await.unwrap().as_deref(), Some("{\"half\":"));
    assert!(wallet.draft_keep("x".repeat(300_000)).await.is_err());
    wallet.draft_drop().await.unwrap();
    assert_eq!(wallet.draft_last().await.unwrap(), None);

    let english = wallet.grant_preview(desk.rent()).await.unwrap().sentence;
    wallet.language_set(Language::German).await.unwrap();
    let german = wallet.grant_preview(desk.rent()).await.unwrap().sentence;
    assert_ne!(english, german);
    assert_eq!(desk.granted().await.sentence, german.unwrap(), "the list of keys speaks it too");
}

#[tokio::test]
async fn what_is_known_of_a_contract() {
    let desk = desk().await;
    let (token, chain) = (TOKEN.to_string(), vec![CHAIN]);
    desk.world.lock().unwrap().missing.push(LANDLORD);
    let facts = desk.wallet.contract_facts(token.clone(), chain.clone()).await.unwrap();
    assert_eq!((facts.source, facts.name.as_deref()), (AbiFrom::BuiltIn, Some("DUSD")));
    assert_eq!(facts.presence[0].code, HasCode::Yes);
    let transfer = facts.functions.iter().find(|one| one.signature == "transfer(address,uint256)");
    assert!(transfer.is_some_and(|one| one.moves_value && one.args[0].name == "to"));
    let empty = desk.wallet.contract_facts(LANDLORD.to_string(), chain.clone()).await.unwrap();
    assert_eq!((empty.presence[0].code, empty.source), (HasCode::No, AbiFrom::None));
    desk.chain.down(Some(NetworkError::Unreachable("no route".into())));
    let unread = desk.wallet.contract_facts(token.clone(), chain.clone()).await.unwrap();
    assert_eq!(unread.presence[0].code, HasCode::Unknown);
    assert!(unread.presence[0].why.is_some());
    desk.wallet.abi_read("function ping(uint8 n)", &token).unwrap();
    let pasted = desk.wallet.contract_facts(token, chain.clone()).await.unwrap();
    assert_eq!((pasted.source, pasted.functions.len()), (AbiFrom::Pasted, 1));
    let error = desk.wallet.contract_facts("0x12".into(), chain).await.unwrap_err();
    assert_eq!(error.field.as_deref(), Some("address"));
}

#[tokio::test]
async fn directories_are_asked_only_when_that_is_switched_on() {
    let desk = desk().await;
    let network = Network {
        chain_id: 10,
        name: "Ten".into(),
        rpc_url: "https://rpc.example".into(),
        bundler_url: "https://bundler.example".into(),
        native_symbol: "ETH".into(),
        explorer_url: None,
        built_in: false,
    };
    desk.store.put_network(&network).unwrap();
    let there = LANDLORD.to_string();
    desk.networks.scripted_chain(10).code(LANDLORD, Bytes::from_static(&[0xfe]));
    let abi = r#"[{"type":"function","name":"claim","inputs":[],"outputs":[],"stateMutability":"nonpayable"}]"#;
    desk.abis.knows(FoundAbi {
        directory: Directory::Sourcify,
        name: "Re\u{202e}wards".into(),
        abi: serde_json::from_str(abi).unwrap(),
    });
    let off = desk.wallet.contract_facts(there.clone(), vec![10]).await.unwrap();
    assert_eq!((off.source, desk.abis.asked().len()), (AbiFrom::None, 0));
    let settings = desk.wallet.online_lookup_set(true).await.unwrap();
    assert!(settings.online_lookup && !settings.has_etherscan_key);
    let settings = desk.wallet.etherscan_key_set("ABC123".into()).await.unwrap();
    assert!(settings.has_etherscan_key);
    assert!(desk.wallet.etherscan_key_set("not a key".into()).await.is_err());
    let on = desk.wallet.contract_facts(there, vec![10, CHAIN]).await.unwrap();
    assert_eq!((on.source, on.name.as_deref()), (AbiFrom::Sourcify, Some("Rewards")));
    assert_eq!(on.functions[0].signature, "claim()");
    let asked = desk.abis.asked();
    assert_eq!((asked.len(), asked[0].chain_id), (1, 10), "never about the built-in network");
    assert_eq!(asked[0].etherscan_key.as_deref(), Some("ABC123"));
    assert!(!format!("{asked:?}").contains("ABC123"), "the key is in no log");
}

#[tokio::test]
async fn chains_are_asked_once_in_a_while_not_at_each_keystroke() {
    let desk = desk().await;
    let balances = || {
        let of = desk.account().address;
        let asked = desk.chain.asked();
        asked.iter().filter(|read| **read == latchkey_wallet::ports::Read::Balance(of)).count()
    };
    let before = balances();
    for name in ["R", "Re", "Ren"] {
        let form = GrantForm { name: name.into(), ..desk.rent() };
        desk.wallet.grant_preview(form).await.unwrap();
    }
    assert_eq!(balances() - before, 1);
}
