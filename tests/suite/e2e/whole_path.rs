//! Create, grant, use, refuse, revoke, kill.

use latchkey_tests::story::plot;

#[tokio::test(flavor = "multi_thread")]
async fn the_whole_path_in_the_real_windows() {
    let mut steps = Vec::new();
    let mut tell = |what: &str, said: &str| {
        println!("{what}\n    {said}");
        steps.push(what.to_owned());
    };
    let story = plot::play(None, &mut tell).await;
    story.close().await;
    assert!(steps.len() >= 20, "the story is shorter than it was: {steps:?}");
}
