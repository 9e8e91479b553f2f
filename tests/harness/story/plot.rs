//! The story in its order.
//!
//! Why: the test and the tour tell the very same one; only where the lines go differs.

use super::{Album, Door, RECIPIENT, STRANGER, Signed, Story, Wish};

/// The key of the story: at most 25 DUSD per transfer to one address, three times, for 24 hours.
pub const RENT: Wish<'static> = Wish { name: "Rent", most: "25", times: "3" };

/// A second one, for another agent.
const GROCERIES: Wish<'static> = Wish { name: "Groceries", most: "5", times: "10" };

/// Plays it all. `tell` gets what is about to be done, then what really happened.
pub async fn play(album: Option<Album>, tell: &mut (dyn FnMut(&str, &str) + Send)) -> Story {
    let mut story = Story::open(album).await;
    begin(&mut story, tell).await;
    let (first, said) = story.add_agent("Billing bot").await;
    tell("Add an agent", &said);
    let said = story.grant(&first, RENT).await;
    tell("Grant a key", &said);
    use_it(&mut story, &first, tell).await;
    second_key(&mut story, tell).await;
    end_it(&mut story, &first, tell).await;
    story
}

type Tell<'a> = &'a mut (dyn FnMut(&str, &str) + Send);

async fn begin(story: &mut Story, tell: Tell<'_>) {
    let said = story.first_screen().await;
    tell("Open the app", &said);
    let said = story.create_account().await;
    tell("Create the account", &said);
    let said = story.let_agents_in().await;
    tell("Let agents in", &said);
}

async fn use_it(story: &mut Story, agent: &super::Agent, tell: Tell<'_>) {
    tell("The agent asks what it may do", &story.permissions(agent, Door::Shim));
    let said = story.pay_allowed(agent, Door::Http, RECIPIENT, 10).await;
    tell("The agent pays 10 DUSD", &said);
    let (reply, said) = story.pay_denied(agent, Door::Http, RECIPIENT, 26).await;
    assert_eq!(reply.text("error.rule.limit"), "25 DUSD", "{reply:?}");
    assert_eq!(reply.text("error.rule.got"), "26 DUSD", "{reply:?}");
    tell("The agent asks for 26 DUSD", &said);
    let (_, said) = story.pay_denied(agent, Door::Http, STRANGER, 10).await;
    tell("The agent asks to pay somebody else", &said);
    let said = story.pay_allowed(agent, Door::Shim, RECIPIENT, 5).await;
    tell("The agent pays 5 DUSD more", &said);
    let said = story.see_installed().await;
    tell("The keys page", &said);
}

async fn second_key(story: &mut Story, tell: Tell<'_>) {
    let (second, said) = story.add_agent("Shopping bot").await;
    tell("Add a second agent", &said);
    let said = story.grant(&second, GROCERIES).await;
    tell("Grant it a key of its own", &said);
    let said = story.pay_allowed(&second, Door::Http, RECIPIENT, 2).await;
    tell("The second agent pays 2 DUSD", &said);
    let said = story.revoke(GROCERIES.name).await;
    tell("Revoke the second key", &said);
    let said = story.pay_shut_out(&second, Door::Http, RECIPIENT, 2).await;
    tell("The second agent tries again", &said);
}

/// A third key, approved and never used: as live as any, and invisible on chain.
const COFFEE: Wish<'static> = Wish { name: "Coffee", most: "4", times: "20" };

async fn end_it(story: &mut Story, agent: &super::Agent, tell: Tell<'_>) {
    let said = story.grant(agent, COFFEE).await;
    tell("Grant a third key, never to be used", &said);
    let copies = copies(story, tell).await;
    let said = story.stop_all().await;
    tell("Stop all keys", &said);
    for door in [Door::Http, Door::Shim] {
        let said = story.pay_shut_out(agent, door, RECIPIENT, 1).await;
        tell("The agent tries again", &said);
    }
    let said = story.end_on_chain().await;
    tell("End them on chain", &said);
    for (what, signed) in &copies {
        let why = story.ledger().would_take(signed).await.expect_err("the chain still takes it");
        tell(what, &format!("The chain refuses: {why}"));
    }
    let said = story.see_ended(&[RENT.name, GROCERIES.name, COFFEE.name]).await;
    tell("The keys page", &said);
    let said = story.see_activity(&["Billing bot", "Shopping bot"]).await;
    tell("The activity list", &said);
}

/// What somebody with copies of the session keys has in hand; until the stop the chain takes it.
async fn copies(story: &Story, tell: Tell<'_>) -> Vec<(&'static str, Signed)> {
    let ledger = story.ledger();
    let fresh = story.copy_signs(RENT.name, true, 1).await;
    let unused = story.copy_signs(COFFEE.name, false, 1).await;
    for (what, signed) in [("A copy of the first key", &fresh), ("A copy of the third", &unused)] {
        let taken = ledger.would_take(signed).await;
        taken.unwrap_or_else(|why| panic!("{what}: the chain does not take it: {why}"));
        tell(
            what,
            "signs a payment past the app; the chain would take it, as long as the key lives",
        );
    }
    vec![
        ("The agent's included operation, sent again", ledger.newest_included(RENT.name)),
        ("The payment signed by the copy of the first key", fresh),
        ("The payment signed by the copy of the third", unused),
    ]
}
