using Microsoft.Extensions.Logging.Console;
using Microsoft.Extensions.Options;
using Squaremcp.Settings;

namespace Squaremcp.Frontend.Operation;

/// <summary>What the operator reads when the gateway starts: where it is, and the exact lines to a first tool call.</summary>
internal static partial class FirstMinute
{
    internal static void Print(WebApplication app)
    {
        var origin = app.Services.GetRequiredService<PublicAddress>().Origin;
        if (app.Services.GetRequiredService<IOptions<ConsoleLoggerOptions>>().Value.FormatterName == ConsoleFormatterNames.Json)
        {
            // Nobody reads it, and who collects it wants one object a line.
            Listens(app.Logger, origin);
            return;
        }

        var folders = app.Services.GetRequiredService<Folders>();
        var secrets = app.Services.GetRequiredService<Secrets>();
        var configured = app.Services.GetRequiredService<GatewaySettings>().AdminApiKey is not null;
        var adminFile = Path.Combine(folders.Data, "admin.key");
        var (me, at) = (Me(), folders.Data == Path.GetFullPath(new GatewaySettings().DataDirectory) ? "" : $" --data '{folders.Data}'");
        var sandbox = app.Services.GetRequiredService<GatewaySettings>().Sandbox.Enabled;
        var create = sandbox ? $"customer create{at} --plan sandbox --name You                prints the customer's id; all its accounts are simulated" : $"customer create{at} --email you@example.org --name You        prints the customer's id";
        var connect = sandbox ? "" : $"\n  {me} connect obsidian{at} --customer cus_… --vault notes --create  a folder under {folders.Vaults}";
        Console.WriteLine($"""
            SquareMCP listens on {origin}
              data      {folders.Data}
              vaults    {folders.Vaults}
              admin key {(configured ? "as set in SQUAREMCP__AdminApiKey" : secrets.AdminKeyIsNew && !Console.IsOutputRedirected ? $"{secrets.AdminKey}   (kept in {adminFile})" : adminFile)}

            First minute, in another terminal in this folder:
              {me} {create}
              {me} key create{at} --customer cus_… --name laptop                 prints the key, once{connect}

            An assistant that signs in by itself needs only the address, and makes a customer of its own:
              claude mcp add --transport http squaremcp {origin}/mcp      then: claude mcp login squaremcp

            Or give the key to an assistant:
              claude mcp add --transport http squaremcp {origin}/mcp --header "x-api-key: sq_…"
              npx @modelcontextprotocol/inspector@2.12.0 --cli {origin}/mcp --transport http --header "x-api-key: sq_…" --method tools/call \
                --tool-name obsidian_append_to_note --tool-arg path=Inbox.md --tool-arg 'content=- written by an assistant'
              Codex, in ~/.codex/config.toml:
                [mcp_servers.squaremcp]
                url = "{origin}/mcp"
                http_headers = {"{"} "x-api-key" = "sq_…" {"}"}

            Stop with Ctrl+C.
            """);
    }

    /// <summary>How this program is started here: by the SDK from source, or by itself.</summary>
    internal static string Me() => File.Exists(Path.Combine(Environment.CurrentDirectory, "Squaremcp.Frontend.csproj"))
        ? "dotnet run --project frontend --"
        : File.Exists(Path.Combine(Environment.CurrentDirectory, "frontend", "Squaremcp.Frontend.csproj")) ? "dotnet run --project frontend --" : "squaremcp";

    [LoggerMessage(Level = LogLevel.Information, Message = "SquareMCP listens on {Origin}.")]
    private static partial void Listens(ILogger log, string origin);
}
