"use strict";
const { Notice, Plugin, PluginSettingTab, Setting, normalizePath } = require("obsidian");

const DEFAULTS = { target: "Loose ends.md", skip: "Archive" };

/** The open tasks of a text: line number and words. Code blocks do not count. */
function openTasks(text) {
  let fenced = false;
  return text.split("\n").flatMap((line, i) => {
    if (/^\s*(```|~~~)/.test(line)) fenced = !fenced;
    const task = !fenced && line.match(/^\s*[-*+] \[ \] (.+)$/);
    return task ? [{ line: i + 1, words: task[1].trim() }] : [];
  });
}

/** The note that lists them. */
function compose(found, date) {
  const total = found.reduce((sum, file) => sum + file.tasks.length, 0);
  const out = [`*${total} open tasks in ${found.length} notes, gathered ${date}.*`, ""];
  let folder = null;
  for (const file of found) {
    if (file.folder !== folder) {
      folder = file.folder;
      out.push(`## ${folder || "Vault"}`, "");
    }
    out.push(`[[${file.path}|${file.name}]]`);
    for (const task of file.tasks) out.push(`- ${task.words}`);
    out.push("");
  }
  return out.join("\n");
}

class LooseEnds extends Plugin {
  async onload() {
    this.settings = Object.assign({}, DEFAULTS, await this.loadData());
    this.addCommand({ id: "gather", name: "Gather open tasks", callback: () => this.gather() });
    this.addRibbonIcon("list-checks", "Gather open tasks", () => this.gather());
    this.addSettingTab(new LooseEndsSettings(this.app, this));
  }

  async gather() {
    const target = normalizePath(this.settings.target);
    const skip = this.settings.skip.split(",").map((name) => name.trim()).filter(Boolean);
    const files = this.app.vault.getMarkdownFiles()
      .filter((file) => file.path !== target && !skip.some((name) => file.path.startsWith(name + "/")))
      .sort((a, b) => a.path.localeCompare(b.path));
    const found = [];
    for (const file of files) {
      const tasks = openTasks(await this.app.vault.cachedRead(file));
      const folder = file.parent && file.parent.path !== "/" ? file.parent.path : "";
      if (tasks.length > 0) found.push({ path: file.path, name: file.basename, folder, tasks });
    }
    const text = compose(found, new Date().toISOString().slice(0, 10));
    const old = this.app.vault.getAbstractFileByPath(target);
    if (old) await this.app.vault.modify(old, text); else await this.app.vault.create(target, text);
    new Notice(`${found.length} notes with open tasks`);
    await this.app.workspace.openLinkText(target, "", false);
  }
}

class LooseEndsSettings extends PluginSettingTab {
  constructor(app, plugin) { super(app, plugin); this.plugin = plugin; }
  display() {
    this.containerEl.empty();
    const field = (name, desc, key) => new Setting(this.containerEl).setName(name).setDesc(desc).addText((text) =>
      text.setValue(this.plugin.settings[key]).onChange(async (value) => {
        this.plugin.settings[key] = value;
        await this.plugin.saveData(this.plugin.settings);
      }));
    field("Note", "Where the list is written. It is replaced each time.", "target");
    field("Folders to skip", "Names, parted by commas.", "skip");
  }
}

module.exports = LooseEnds;
module.exports.openTasks = openTasks;
module.exports.compose = compose;
