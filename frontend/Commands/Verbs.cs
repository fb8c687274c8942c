using System.Text.Json;
using Squaremcp.Frontend.Operation;

namespace Squaremcp.Frontend.Commands;

internal static class Verbs
{
    internal static IReadOnlyDictionary<string, Func<Words, Gateway, Task<int>>> All { get; } = new Dictionary<string, Func<Words, Gateway, Task<int>>>
    {
        ["customer create"] = CreateCustomerAsync,
        ["customer list"] = ListCustomersAsync,
        ["customer invite"] = MemberVerbs.InviteAsync,
        ["customer suspend"] = CustomerVerbs.SuspendAsync,
        ["customer resume"] = CustomerVerbs.ResumeAsync,
        ["customer impersonate"] = CustomerVerbs.ImpersonateAsync,
        ["impersonation list"] = CustomerVerbs.ListAsync,
        ["impersonation end"] = CustomerVerbs.EndAsync,
        ["member list"] = MemberVerbs.ListAsync,
        ["key create"] = CreateKeyAsync,
        ["key list"] = ListKeysAsync,
        ["key revoke"] = RevokeKeyAsync,
        ["connect email"] = EmailVerbs.ConnectAsync,
        ["connect obsidian"] = ConnectObsidianAsync,
        ["connect telegram"] = (words, gateway) => ConnectByToken.BotAsync("telegram", words, gateway),
        ["connect discord"] = (words, gateway) => ConnectByToken.BotAsync("discord", words, gateway),
        ["connect whatsapp"] = ConnectByToken.WhatsAppAsync,
        ["audit verify"] = VerifyAuditAsync,
        ["audit export"] = ExportAuditAsync,
        ["doctor"] = DoctorVerb.RunAsync,
        ["import nodejs"] = Import.NodeJs.ImportVerb.RunAsync,
        ["backup"] = BackupAsync,
        ["vault rotate"] = (words, gateway) => VaultVerbs.FollowAsync(words, gateway, "/api/v1/admin/vault/rotation"),
        ["vault resume"] = (words, gateway) => VaultVerbs.FollowAsync(words, gateway, "/api/v1/admin/vault/rotation/resume"),
        ["vault pause"] = VaultVerbs.PauseAsync,
        ["vault status"] = VaultVerbs.StatusAsync,
    };

    private static async Task<int> CreateCustomerAsync(Words words, Gateway gateway)
    {
        // Nobody is reached at a sandbox, so its customer needs no address.
        var isSandbox = words.Option("plan")?.Equals("sandbox", StringComparison.OrdinalIgnoreCase) == true;
        var customer = await gateway.SendAsync(HttpMethod.Post, "/api/v1/admin/customers", new
        {
            email = words.Option("email") ?? (isSandbox ? "you@sandbox.example" : words.Required("email")),
            name = words.Required("name"),
            plan = words.Option("plan") ?? "free",
        });
        Table.Print(words, customer, "id", "email", "name", "plan");
        if (isSandbox && !words.Json)
        {
            Console.WriteLine($"""

                Every platform is connected to its simulator. Next:
                  {FirstMinute.Me()} key create --customer {customer.GetProperty("id").GetString()} --name laptop      prints the key, once
                With that key an assistant may, for example, call telegram_send_message with chat_id @harbour_sandbox, then telegram_get_updates.
                """);
        }

        return 0;
    }

    private static async Task<int> ListCustomersAsync(Words words, Gateway gateway) => Table.Print(words, await CustomersAsync(gateway), "id", "email", "name", "plan", "created_at", "suspended");

    private static async Task<int> CreateKeyAsync(Words words, Gateway gateway)
    {
        var body = new Dictionary<string, object> { ["name"] = words.Required("name") };
        if (words.Option("rights") is { } rights)
        {
            body["rights"] = rights;
        }

        if (words.Option("tools") is { } tools)
        {
            body["tools"] = tools.Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries);
        }

        return Table.Print(words, await gateway.SendAsync(HttpMethod.Post, $"/api/v1/admin/customers/{Customer(words)}/keys", body), "id", "name", "rights", "key");
    }

    private static async Task<int> ListKeysAsync(Words words, Gateway gateway) => Table.Print(
        words, (await gateway.SendAsync(HttpMethod.Get, "/api/v1/keys", customer: words.Required("customer"))).GetProperty("keys"), "id", "name", "hint", "rights", "created_at", "last_used_at", "revoked_at");

    private static async Task<int> RevokeKeyAsync(Words words, Gateway gateway)
    {
        await gateway.SendAsync(HttpMethod.Delete, $"/api/v1/keys/{Uri.EscapeDataString(words.Required("id"))}", customer: words.Required("customer"));
        Console.WriteLine("revoked");
        return 0;
    }

    private static async Task<int> ConnectObsidianAsync(Words words, Gateway gateway) => Table.Print(
        words,
        await gateway.SendAsync(
            HttpMethod.Put,
            $"/api/v1/connections/obsidian/{Uri.EscapeDataString(words.Option("account") ?? "default")}",
            new { vault = words.Required("vault"), create = words.Has("create") },
            words.Required("customer")),
        "id", "platform", "account", "label", "status");

    private static async Task<int> VerifyAuditAsync(Words words, Gateway gateway)
    {
        var customers = words.Option("customer") is not null
            ? [Customer(words)]
            : (await CustomersAsync(gateway)).EnumerateArray().Select(customer => customer.GetProperty("id").GetString()!).ToList();
        var checks = new List<Dictionary<string, object?>>();
        foreach (var customer in customers)
        {
            var check = await gateway.SendAsync(HttpMethod.Get, $"/api/v1/admin/customers/{customer}/audit/verify");
            checks.Add(new(StringComparer.Ordinal)
            {
                ["customer"] = customer,
                ["ok"] = check.GetProperty("ok").GetBoolean(),
                ["entries"] = check.GetProperty("entries").GetInt64(),
                ["broken_at"] = check.TryGetProperty("broken_at", out var at) ? at.GetInt64() : null,
                ["reason"] = check.TryGetProperty("reason", out var why) ? why.GetString() : null,
                ["head"] = check.TryGetProperty("head", out var head) ? head.GetString() : null,
            });
        }

        Table.Print(words, JsonSerializer.SerializeToElement(checks), "customer", "ok", "entries", "broken_at", "reason");
        return checks.TrueForAll(check => check["ok"] is true) ? 0 : 1;
    }

    private static async Task<int> ExportAuditAsync(Words words, Gateway gateway)
    {
        var customer = words.Required("customer");
        if (words.Option("out") is not { } named)
        {
            await using var output = Console.OpenStandardOutput();
            await gateway.CopyAsync("/api/v1/audit/export", customer, output);
            return 0;
        }

        var file = Path.GetFullPath(named);
        if (File.Exists(file))
        {
            throw new CommandException($"{file} is there already; nothing was written.");
        }

        await gateway.DownloadAsync(HttpMethod.Get, "/api/v1/audit/export", file, customer);
        Console.WriteLine($"{file}  {new FileInfo(file).Length:N0} bytes");
        return 0;
    }

    private static async Task<int> BackupAsync(Words words, Gateway gateway)
    {
        var file = Path.GetFullPath(words.Argument ?? throw new UsageException("backup needs the file to write."));
        if (File.Exists(file))
        {
            throw new CommandException($"{file} is there already; nothing was written.");
        }

        await gateway.DownloadAsync(HttpMethod.Post, "/api/v1/admin/backup", file);
        if (words.Json)
        {
            Table.Print(words, JsonSerializer.SerializeToElement(new { file, bytes = new FileInfo(file).Length }));
        }
        else
        {
            Console.WriteLine($"{file}  {new FileInfo(file).Length:N0} bytes");
        }

        await Console.Error.WriteLineAsync("It holds the vault's local key: whoever has this file can open every stored credential.");
        return 0;
    }

    private static async Task<JsonElement> CustomersAsync(Gateway gateway)
    {
        var all = new List<JsonElement>();
        string? cursor = null;
        do
        {
            var page = await gateway.SendAsync(HttpMethod.Get, $"/api/v1/admin/customers?limit=200{(cursor is null ? "" : $"&cursor={cursor}")}");
            all.AddRange(page.GetProperty("customers").EnumerateArray());
            cursor = page.TryGetProperty("next_cursor", out var next) ? next.GetString() : null;
        }
        while (cursor is not null);

        return JsonSerializer.SerializeToElement(all);
    }

    private static string Customer(Words words) => Uri.EscapeDataString(words.Required("customer"));
}
