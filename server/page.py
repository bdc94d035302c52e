"""A small page to try the API in demo mode; it loads nothing from anywhere else."""

PAGE = b"""<!doctype html>
<html lang="en">
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>TOLERANT network: try the API</title>
<style>
  body { font: 16px/1.5 system-ui, sans-serif; margin: 0 auto; max-width: 60rem; padding: 1rem; color: #1c2430; }
  label { display: block; font-weight: 600; margin-top: .8rem; }
  textarea, input { width: 100%; box-sizing: border-box; font: 14px/1.4 ui-monospace, monospace; padding: .5rem; }
  button { font: inherit; margin: 1rem 0; padding: .5rem 1.2rem; }
  pre { background: #f2f4f7; padding: 1rem; overflow: auto; white-space: pre-wrap; }
</style>
<h1>Try the API</h1>
<p>This is a demonstration node. Everything in its directory is invented.</p>
<label for="query">Document</label>
<textarea id="query" rows="10" spellcheck="false">{ __schema { queryType { fields { name description } } } }</textarea>
<label for="variables">Variables (JSON)</label>
<textarea id="variables" rows="3" spellcheck="false">{}</textarea>
<label for="token">Access token (from POST /oauth/token; some questions need none)</label>
<input id="token" autocomplete="off" spellcheck="false">
<button id="run">Ask</button>
<pre id="answer" aria-live="polite">The answer appears here.</pre>
<script>
  const at = (id) => document.getElementById(id);
  at("run").onclick = async () => {
    const headers = { "content-type": "application/json", accept: "application/graphql-response+json" };
    if (at("token").value) headers.authorization = "Bearer " + at("token").value.trim();
    try {
      const variables = JSON.parse(at("variables").value || "{}");
      const body = JSON.stringify({ query: at("query").value, variables });
      const answer = await fetch("/graphql", { method: "POST", headers, body });
      at("answer").textContent = JSON.stringify(await answer.json(), null, 2);
    } catch (error) {
      at("answer").textContent = "This did not work: " + error.message;
    }
  };
</script>
</html>
"""
