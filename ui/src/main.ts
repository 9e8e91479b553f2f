/** Mounts the screens. Over the wallet, or, in the `mock` build only, over made-up answers. */
import { mount } from "svelte";
import App from "./app/App.svelte";
import "./styles/base.css";

if (import.meta.env.MODE === "mock") (await import("../mocks/install")).installMocks();

const target = document.getElementById("app");
if (target) mount(App, { target });
