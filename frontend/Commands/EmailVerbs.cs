using System.Globalization;
using System.Text.Json;

namespace Squaremcp.Frontend.Commands;

/// <summary>Connects a mailbox. Its password is typed, or comes by standard input: an argument would stand in the shell's history and in every list of processes.</summary>
internal static class EmailVerbs
{
    internal static async Task<int> ConnectAsync(Words words, Gateway gateway)
    {
        var (customer, path) = (words.Required("customer"), $"/api/v1/connections/email/{Uri.EscapeDataString(words.Option("account") ?? "default")}");
        var settings = new Dictionary<string, object>(StringComparer.Ordinal) { ["address"] = words.Required("address") };
        foreach (var (option, member) in ((string, string)[])[("user", "user"), ("name", "name")])
        {
            if (words.Option(option) is { } value)
            {
                settings[member] = value;
            }
        }

        foreach (var server in (string[])["imap", "smtp"])
        {
            if (words.Option(server) is { } where)
            {
                settings[server] = Server(server, where, words.Option($"{server}-certificate"));
            }
        }

        settings[words.Has("token") ? "access_token" : "password"] = SecretInput.Read(words.Has("token") ? "Access token" : "Password (of the provider's kind for mail programs)");
        var connection = await gateway.SendAsync(HttpMethod.Put, path, settings, customer);
        var check = await gateway.SendAsync(HttpMethod.Post, $"{path}/check", null, customer);
        Table.Print(words, words.Json ? JsonSerializer.SerializeToElement(new { connection, check }) : connection, "id", "platform", "account", "label", "status");
        return Told(words, check) ? 0 : 1;
    }

    /// <summary>Prints what was tried.</summary>
    /// <returns>True where all of it worked.</returns>
    internal static bool Told(Words words, JsonElement check)
    {
        if (!words.Json)
        {
            Console.WriteLine();
            Table.Print(words, check.GetProperty("steps"), "name", "ok", "detail");
        }

        return check.GetProperty("ok").GetBoolean();
    }

    /// <summary>HOST, HOST:PORT or HOST:PORT/starttls.</summary>
    private static Dictionary<string, object> Server(string option, string text, string? certificate)
    {
        var (where, security) = text.LastIndexOf('/') is var slash and > 0 ? (text[..slash], text[(slash + 1)..]) : (text, null);
        var server = new Dictionary<string, object>(StringComparer.Ordinal) { ["host"] = where };
        if (where.LastIndexOf(':') is var colon and > 0)
        {
            server["host"] = where[..colon];
            server["port"] = int.TryParse(where[(colon + 1)..], NumberStyles.None, CultureInfo.InvariantCulture, out var port)
                ? port
                : throw new UsageException($"--{option} is HOST, HOST:PORT or HOST:PORT/starttls, for example {option}.example.org:{(option == "imap" ? 993 : 465)}.");
        }

        if (security is not null)
        {
            server["security"] = security;
        }

        if (certificate is not null)
        {
            server["certificate_sha256"] = certificate;
        }

        return server;
    }
}
