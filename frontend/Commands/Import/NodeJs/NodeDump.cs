using System.Text.Json;
using System.Text.RegularExpressions;

namespace Squaremcp.Frontend.Commands.Import.NodeJs;

/// <summary>What an operator took out of the Node.js product, as docs/import-nodejs.md says.</summary>
internal sealed partial class NodeDump
{
    internal const string CustomersFile = "customers.jsonl";
    internal const string CredentialsFile = "credentials.tsv";
    internal const string UsageFile = "usage.jsonl";
    internal const string PlansFile = "plans.json";

    private static readonly JsonSerializerOptions Strict = new() { AllowDuplicateProperties = false };

    private readonly Mistakes mistakes = new();
    private readonly Dictionary<string, OldCustomer> byId = [];
    private readonly HashSet<(string Customer, string Day, string Tool)> used = [];

    internal List<OldCustomer> Customers { get; } = [];

    /// <summary>Of customers that are in the dump, by their id.</summary>
    internal ILookup<string, OldCredential> Credentials { get; private set; } = Enumerable.Empty<OldCredential>().ToLookup(one => one.Customer);

    internal Dictionary<string, List<OldUsage>> Usage { get; } = [];

    /// <summary>What the operator says of plans that have other names here.</summary>
    internal IReadOnlyDictionary<string, string> Plans { get; private set; } = new Dictionary<string, string>();

    /// <summary>Lines that belong to no customer of the dump, in words.</summary>
    internal List<string> Strays { get; } = [];

    /// <exception cref="CommandException">Something of it cannot be read.</exception>
    internal static NodeDump Read(string folder)
    {
        if (!Directory.Exists(folder))
        {
            throw new CommandException($"There is no folder {folder}. Nothing was done.");
        }

        var dump = new NodeDump();
        dump.ReadPlans(folder);
        dump.ReadCustomers(folder);
        dump.ReadCredentials(folder);
        dump.ReadUsage(folder);
        if (dump.Customers.Count == 0)
        {
            dump.mistakes.Add($"{CustomersFile} holds no customer. Look whether the query that made it failed.");
        }

        dump.mistakes.Throw();
        return dump;
    }

    private void ReadPlans(string folder)
    {
        var file = Path.Combine(folder, PlansFile);
        if (!File.Exists(file))
        {
            return;
        }

        try
        {
            Plans = JsonSerializer.Deserialize<Dictionary<string, string>>(File.ReadAllText(file), Strict) ?? throw new JsonException();
        }
        catch (JsonException)
        {
            mistakes.Add($"{PlansFile} is not an object of old and new names, for example {{\"business\":\"pro\"}}.");
        }
    }

    private void ReadCustomers(string folder)
    {
        foreach (var (number, text) in TextFile.Lines(folder, CustomersFile, mistakes))
        {
            if (Fields.Of(CustomersFile, number, text, mistakes) is not { } fields)
            {
                continue;
            }

            var customer = new OldCustomer(
                number, fields.Text("id"), fields.Text("email"), fields.Optional("name"), fields.Text("plan"), fields.Optional("role"), fields.Optional("password_hash"), fields.Flag("email_verified", otherwise: true));
            fields.End();
            if (fields.IsGood && !Ids().IsMatch(customer.Id))
            {
                fields.Wrong("id", "must be 1 to 64 of letters, digits, _ and -");
            }

            if (fields.IsGood && !byId.TryAdd(customer.Id, customer))
            {
                fields.Wrong("id", $"is that of line {byId[customer.Id].Line} too");
            }

            if (fields.IsGood)
            {
                Customers.Add(customer);
            }
        }
    }

    private void ReadCredentials(string folder)
    {
        var read = new List<OldCredential>();
        var seen = new HashSet<string>();
        foreach (var (number, text) in TextFile.Lines(folder, CredentialsFile, mistakes))
        {
            if (text.Split('\t') is not [var key, { Length: > 0 } box] || Keys().Match(key) is not { Success: true } match)
            {
                mistakes.Add(CredentialsFile, number, "this is not creds:CUSTOMER:PLATFORM, a tab, and the value. Dump only keys that begin with creds:, each with its value on the same line.");
            }
            else if (!seen.Add(key))
            {
                mistakes.Add(CredentialsFile, number, $"the key {key} is there twice.");
            }
            else if (!byId.ContainsKey(match.Groups["customer"].Value))
            {
                Strays.Add($"{CredentialsFile} line {number}: {key} belongs to no customer of {CustomersFile}.");
            }
            else
            {
                read.Add(new(number, match.Groups["customer"].Value, match.Groups["platform"].Value.ToLowerInvariant(), match.Groups["account"].Value, box));
            }
        }

        Credentials = read.ToLookup(one => one.Customer);
    }

    private void ReadUsage(string folder)
    {
        var strays = new Dictionary<string, long>();
        foreach (var (number, text) in TextFile.Lines(folder, UsageFile, mistakes))
        {
            if (Fields.Of(UsageFile, number, text, mistakes) is not { } fields)
            {
                continue;
            }

            var (customer, usage) = (fields.Text("customer_id"), new OldUsage(fields.Text("day"), string.Intern(fields.Text("tool")), fields.Count("calls"), fields.Count("failed", otherwise: 0)));
            fields.End();
            if (fields.IsGood)
            {
                Check(fields, customer, usage);
            }

            if (fields.IsGood && !byId.ContainsKey(customer))
            {
                strays[customer] = strays.GetValueOrDefault(customer) + usage.Calls;
            }
            else if (fields.IsGood)
            {
                (Usage.TryGetValue(customer, out var days) ? days : Usage[customer] = []).Add(usage);
            }
        }

        Strays.AddRange(strays.Select(one => $"{UsageFile}: {one.Value} calls of {one.Key}, which is no customer of {CustomersFile}."));
    }

    private void Check(Fields fields, string customer, OldUsage usage)
    {
        if (!DateOnly.TryParseExact(usage.Day, "yyyy-MM-dd", out _))
        {
            fields.Wrong("day", "must be a day as YYYY-MM-DD");
        }
        else if (!Tools().IsMatch(usage.Tool))
        {
            fields.Wrong("tool", "must be 1 to 64 of letters, digits, _, . and -");
        }
        else if (usage.Calls < 1 || usage.Failed > usage.Calls)
        {
            fields.Wrong("calls", "must be 1 or more, and not less than \"failed\"");
        }
        else if (!used.Add((customer, usage.Day, usage.Tool)))
        {
            fields.Wrong("tool", "is there twice for this customer and day: group by all three");
        }
    }

    [GeneratedRegex("^[A-Za-z0-9_-]{1,64}$", RegexOptions.ExplicitCapture, 1_000)]
    private static partial Regex Ids();

    [GeneratedRegex("^[A-Za-z0-9_.-]{1,64}$", RegexOptions.ExplicitCapture, 1_000)]
    private static partial Regex Tools();

    [GeneratedRegex("^creds:(?<customer>[A-Za-z0-9_-]{1,64}):(?<platform>[A-Za-z0-9_-]{1,64})(:(?<account>[^\\s:]{1,64}))?$", RegexOptions.ExplicitCapture, 1_000)]
    private static partial Regex Keys();
}

/// <param name="Line">Of customers.jsonl.</param>
internal sealed record OldCustomer(int Line, string Id, string Email, string? Name, string Plan, string? Role, string? PasswordHash, bool EmailVerified)
{
    internal string Where => $"{NodeDump.CustomersFile} line {Line} (customer {Id})";

    public override string ToString() => Where;
}

/// <param name="Line">Of credentials.tsv.</param>
/// <param name="Account">Empty where the key names none.</param>
internal sealed record OldCredential(int Line, string Customer, string Platform, string Account, string Box)
{
    internal string Where => $"{NodeDump.CredentialsFile} line {Line} (customer {Customer}, {Platform}{(Account.Length > 0 ? "/" : "")}{Account})";

    public override string ToString() => Where;
}

internal sealed record OldUsage(string Day, string Tool, long Calls, long Failed);
