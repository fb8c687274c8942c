namespace Squaremcp.Frontend.Commands;

/// <summary>A command line taken apart: its verb, what follows it, and its options.</summary>
internal sealed class Words
{
    private static readonly HashSet<string> Switches = ["json", "create", "force", "token", "changes", "dry-run"];
    private static readonly HashSet<string> Valued = ["url", "code", "email", "name", "plan", "customer", "rights", "tools", "id", "vault", "account", "username", "data", "config", "out", "public-key", "address", "user", "imap", "smtp", "imap-certificate", "smtp-certificate", "reason", "operator", "minutes", "role", "phone-number-id", "business-account-id", "phone-number", "key-file"];
    private static readonly HashSet<string> TwoWords = ["customer", "key", "connect", "audit", "vault", "member", "impersonation"];

    private readonly Dictionary<string, string> options = [];

    /// <summary>For example "customer create" or "backup".</summary>
    internal required string Verb { get; init; }

    internal string? Argument { get; private set; }

    internal bool Json => options.ContainsKey("json");

    internal static Words Read(string[] args)
    {
        var taken = TwoWords.Contains(args[0]) || args is ["import", "nodejs", ..] ? 2 : 1;
        if (args.Length < taken)
        {
            throw new UsageException($"{args[0]} needs another word.");
        }

        var words = new Words { Verb = string.Join(' ', args[..taken]) };
        for (var i = taken; i < args.Length; i++)
        {
            var name = args[i].StartsWith("--", StringComparison.Ordinal) ? args[i][2..] : null;
            if (name is not null && Switches.Contains(name))
            {
                words.options[name] = "";
            }
            else if (name is not null)
            {
                words.options[Valued.Contains(name) ? name : throw new UsageException($"There is no option {args[i]}.")] =
                    ++i < args.Length ? args[i] : throw new UsageException($"--{name} needs a value.");
            }
            else
            {
                words.Argument = words.Argument is null ? args[i] : throw new UsageException($"\"{args[i]}\" is one word too many.");
            }
        }

        return words;
    }

    internal bool Has(string name) => options.ContainsKey(name);

    internal string? Option(string name) => options.GetValueOrDefault(name);

    internal string Required(string name) => Option(name) ?? throw new UsageException($"{Verb} needs --{name}.");
}
