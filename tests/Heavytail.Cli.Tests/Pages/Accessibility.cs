using System.Text.Json;
using Deque.AxeCore.Commons;

namespace Heavytail.Cli.Tests.Pages;

/// <summary>axe-core, which knows what a screen reader needs.</summary>
internal static class Accessibility
{
    /// <summary>What axe finds wrong with the open page: rule, help and elements.</summary>
    public static IReadOnlyList<string> Violations(Browser browser)
    {
        browser.Driver.ExecuteScript(new BundledAxeScriptProvider().GetScript());
        browser.Driver.Manage().Timeouts().AsynchronousJavaScript = TimeSpan.FromSeconds(60);
        string found = (string)browser.Driver.ExecuteAsyncScript("""
            const done = arguments[arguments.length - 1];
            axe.run(document).then(result => done(JSON.stringify(result.violations.map(one =>
              `${one.id}: ${one.help}: ${one.nodes.slice(0, 3).map(node => node.html.slice(0, 120)).join(' | ')}`))));
            """)!;
        return JsonSerializer.Deserialize<string[]>(found)!;
    }
}
