/** Which keys the desktop tells of. */
import type { NoticeSettings } from "../../api";

/** Whether uses of a key are told. */
export function toldOf(settings: NoticeSettings, key: number): boolean {
  return !settings.quietKeys.includes(key);
}

/** The settings with one key told of, or not. */
export function withKey(settings: NoticeSettings, key: number, told: boolean): NoticeSettings {
  const others = settings.quietKeys.filter((quiet) => quiet !== key);
  return { ...settings, quietKeys: told ? others : [...others, key] };
}
