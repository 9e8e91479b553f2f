//! Names every command, so that none is open to a window that no capability lets in.

fn main() {
    let commands: Vec<&'static str> = include_str!("commands.txt").lines().collect();
    let manifest = tauri_build::AppManifest::new().commands(Box::leak(commands.into_boxed_slice()));
    let attributes = tauri_build::Attributes::new().app_manifest(manifest);
    if let Err(error) = tauri_build::try_build(attributes) {
        println!("cargo::error={error:#}");
        std::process::exit(1);
    }
}
