using System.Text.Json;
using System.Text.Json.Nodes;
using Squaremcp.Frontend.Accounts;

namespace Squaremcp.Frontend.Commands.Import.NodeJs;

/// <summary>Brings over what an operator took out of the Node.js product: a request to the gateway for each customer, which makes it whole or not at all. Run again, it goes on where it was cut off.</summary>
internal sealed class ImportVerb
{
    /// <summary>Customers.</summary>
    private const int Pace = 100;

    private static readonly HashSet<string> Plans = ["free", "starter", "pro", "enterprise"];

    private readonly NodeDump dump;
    private readonly OldCredentials credentials;
    private readonly Gateway gateway;
    private readonly bool isDryRun;
    private readonly ImportReport report;
    private readonly HashSet<string> shared;

    private ImportVerb(NodeDump dump, OldCredentials credentials, Gateway gateway, bool isDryRun)
    {
        (this.dump, this.credentials, this.gateway, this.isDryRun) = (dump, credentials, gateway, isDryRun);
        report = new(isDryRun, dump.Customers.Count, dump.Strays);
        shared = [.. dump.Customers.GroupBy(one => EmailAddress.Normal(one.Email)).Where(group => group.Key is not null && group.Count() > 1).Select(group => group.Key!)];
    }

    internal static async Task<int> RunAsync(Words words, Gateway gateway)
    {
        var read = NodeDump.Read(Path.GetFullPath(words.Argument ?? throw new UsageException("import nodejs needs the folder that the old product's data was written to.")));
        using var key = read.Credentials.Count == 0 ? null : OldKey.Read(words.Option("key-file"));
        var opening = new OldCredentials(key);
        if (key is not null && !opening.OpensAny(read.Credentials.SelectMany(one => one)))
        {
            throw new CommandException($"The key opens none of the {read.Credentials.Sum(one => one.Count())} entries of {NodeDump.CredentialsFile}: it is another key, or the old product writes its entries in a way that docs/import-nodejs.md does not list. Nothing was done.");
        }

        return await new ImportVerb(read, opening, gateway, words.Has("dry-run")).RunAsync(words);
    }

    private async Task<int> RunAsync(Words words)
    {
        foreach (var customer in dump.Customers)
        {
            if (WhyNot(customer) is { } why)
            {
                report.Refused(customer, why);
                continue;
            }

            await BringAsync(customer);
            if (report.Seen % Pace == 0)
            {
                await Console.Error.WriteLineAsync($"{report.Seen:N0} of {dump.Customers.Count:N0} customers");
            }
        }

        report.Print(words);
        return report.IsWhole ? 0 : 1;
    }

    private async Task BringAsync(OldCustomer customer)
    {
        var connections = credentials.Of(dump.Credentials[customer.Id]);
        try
        {
            var answer = await gateway.SendAsync(HttpMethod.Put, $"/api/v1/admin/imports/nodejs/customers/{Uri.EscapeDataString(customer.Id)}?dry_run={(isDryRun ? "true" : "false")}", Body(customer, connections));
            report.Took(customer, Plan(customer), answer, connections);
        }
        catch (CommandException refused) when (refused.Status is < 500)
        {
            report.Refused(customer, refused.Message);
        }
        catch (CommandException failed)
        {
            throw new CommandException($"{failed.Message}\nThe import stopped at {customer.Where}; {report.Seen:N0} of {dump.Customers.Count:N0} customers were seen to before. Run it again: it goes on where it stopped.", failed.Status);
        }
    }

    private JsonObject Body(OldCustomer customer, IReadOnlyList<(OldCredential Of, JsonObject? Connection, string? Problem)> connections) => new()
    {
        ["email"] = customer.Email,
        ["name"] = Name(customer),
        ["plan"] = Plan(customer),
        ["password_hash"] = customer.PasswordHash,
        ["email_verified"] = customer.EmailVerified,
        ["connections"] = new JsonArray([.. connections.Select(one => one.Connection).OfType<JsonObject>()]),
        ["usage"] = new JsonArray([.. dump.Usage.GetValueOrDefault(customer.Id, []).Select(day => new JsonObject { ["day"] = day.Day, ["tool"] = day.Tool, ["calls"] = day.Calls, ["failed"] = day.Failed })]),
    };

    private string? WhyNot(OldCustomer customer) => EmailAddress.Normal(customer.Email) switch
    {
        null => "its e-mail address is none, so nobody could sign in. Correct it in the old product or in the file.",
        var email when shared.Contains(email) => $"another line has the address {email} too, and a person has one account here. Leave one of them out, or change its address.",
        _ when Plan(customer) is null => $"its plan {customer.Plan} is none here ({string.Join(", ", Plans.Order(StringComparer.Ordinal))}). Say in {NodeDump.PlansFile} which it is to be, for example {{{JsonSerializer.Serialize(customer.Plan)}:\"pro\"}}.",
        _ => null,
    };

    private string? Plan(OldCustomer customer)
    {
        var plan = dump.Plans.GetValueOrDefault(customer.Plan, customer.Plan).ToLowerInvariant();
        return Plans.Contains(plan) ? plan : null;
    }

    /// <summary>Some of the old product's customers have no name: the address stands in.</summary>
    private static string Name(OldCustomer customer)
    {
        var name = string.Concat((customer.Name ?? "").Where(letter => !char.IsControl(letter))).Trim();
        return name.Length == 0 ? customer.Email.Split('@')[0] : name.Length > 100 ? name[..(char.IsHighSurrogate(name[99]) ? 99 : 100)] : name;
    }
}
