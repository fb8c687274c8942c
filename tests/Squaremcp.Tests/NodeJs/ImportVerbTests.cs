using System.Net;
using System.Text.Json;
using Squaremcp.Frontend.Commands.Import.NodeJs;
using Squaremcp.Tests.Clients;
using Squaremcp.Tests.OAuth;

namespace Squaremcp.Tests.NodeJs;

/// <summary>The command as an operator runs it, on what the Node.js product left behind.</summary>
public sealed class ImportVerbTests : IDisposable
{
    private static readonly string[] LinkedIn = ["--Squaremcp:Platforms:LinkedIn:ClientId=app", "--Squaremcp:Platforms:LinkedIn:ClientSecret=secret-of-the-app"];

    private readonly GatewayFolders folders = new();
    private readonly OldDump files = new();

    public void Dispose()
    {
        folders.Dispose();
        files.Dispose();
    }

    [Fact]
    public async Task A_dry_run_then_an_import_then_another_tell_the_same_and_the_last_changes_nothing()
    {
        await using var gateway = await GatewayProcess.StartAsync(folders, TestContext.Current.CancellationToken, LinkedIn);

        var rehearsed = await RunAsync(1, "--dry-run");
        Assert.Contains("""
            Dry run: nothing was changed.
            customers    9 in the folder: 5 would be imported, 0 here already, 4 not
            connections  5 would come over, 5 to be connected again
            usage        50 calls would come over as history

            """, rehearsed, StringComparison.Ordinal);
        Assert.DoesNotContain("@", await CommandAsync(0, "customer", "list"), StringComparison.Ordinal);

        var done = await RunAsync(1);
        Assert.Equal(
            rehearsed.Replace("Dry run: nothing was changed.\n", "", StringComparison.Ordinal).Replace("would be imported", "imported", StringComparison.Ordinal).Replace("would come over", "came over", StringComparison.Ordinal), done);
        Assert.Equal(5, (await CommandAsync(0, "customer", "list")).Split('\n').Count(line => line.Contains('@', StringComparison.Ordinal)));
        var chains = await CommandAsync(0, "audit", "verify");

        var again = await RunAsync(1);
        Assert.Contains("9 in the folder: 0 imported, 5 here already, 4 not", again, StringComparison.Ordinal);
        Assert.Equal(5, JsonElement.Parse(await RunAsync(1, "--json")).GetProperty("ids").GetArrayLength());
        Assert.Equal(chains, await CommandAsync(0, "audit", "verify"));
        foreach (var text in new[] { rehearsed, done, again, gateway.Output })
        {
            Assert.DoesNotContain("planted", text, StringComparison.OrdinalIgnoreCase);
            Assert.DoesNotContain(OldDump.KeyText, text, StringComparison.OrdinalIgnoreCase);
            Assert.DoesNotContain("$2", text, StringComparison.Ordinal);
        }
    }

    [Fact]
    public async Task What_cannot_come_over_is_told_by_file_line_and_customer_with_what_to_do()
    {
        var told = await RunAsync(1, "--dry-run");

        Assert.Matches("""
            Not imported:
              customers\.jsonl line 5 \(customer 5\): another line has the address twin@example\.org too, .*
              customers\.jsonl line 6 \(customer 6\): another line has the address twin@example\.org too, .*
              customers\.jsonl line 7 \(customer 7\): its plan gold is none here \(enterprise, free, pro, starter\)\. Say in plans\.json which .* \{"gold":"pro"\}\.
              customers\.jsonl line 8 \(customer 8\): its e-mail address is none, .*
            """, told);
        Assert.Matches("""
            To be connected again:
              credentials\.tsv line 1 \(customer 1, linkedin\): This installation is not registered at LinkedIn\. Set the client id and secret .*
              credentials\.tsv line 4 \(customer 2, twitter\): This installation is not registered at X\. .*
              credentials\.tsv line 5 \(customer 2, linkedin\): .*
              credentials\.tsv line 7 \(customer 6f1c1f0e-2a55-4b0e-9a56-0d7a3f1b2c4d, myspace\): there is no platform myspace here
              credentials\.tsv line 8 \(customer 6f1c1f0e-2a55-4b0e-9a56-0d7a3f1b2c4d, facebook\): .*
              credentials\.tsv line 9 \(customer 9, telegram\): it does not open with this key, .*
            """, told);
        Assert.Matches("""customers\.jsonl line 4 \(customer 4\): its cost is 16, and only 4 to 14 are taken; its person signs in by a mailed link""", told);
        Assert.Contains("business becomes pro (1)", told, StringComparison.Ordinal);
        Assert.Contains("(customer 6f1c1f0e-2a55-4b0e-9a56-0d7a3f1b2c4d): was admin there", told, StringComparison.Ordinal);
        Assert.Contains("usage.jsonl: 6 calls of 77", told, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Those_who_come_over_sign_in_with_what_they_know_and_have_what_they_had()
    {
        await using var gateway = await GatewayProcess.StartAsync(folders, TestContext.Current.CancellationToken, LinkedIn);
        var told = JsonElement.Parse(await RunAsync(1, "--json"));
        var customers = told.GetProperty("ids").EnumerateArray().ToDictionary(one => one.GetProperty("old").GetString()!, one => one.GetProperty("customer").GetString()!);

        foreach (var (email, password) in new[] { ("anna@harbour.example", "anna12"), ("bert@example.org", "Bäckerstraße"), ("clara@example.org", "clara-clara"), ("nina@example.org", new string('ü', 40)) })
        {
            using var person = new WebPerson(gateway.Url, "", new CookieContainer()) { Email = email };
            Assert.Equal(400, (await person.LogInAsync("x" + password)).Status);
            Assert.Equal(303, (await person.LogInAsync(password)).Status);
        }

        using var list = new HttpRequestMessage(HttpMethod.Get, "/api/v1/connections");
        list.Headers.Add("x-api-key", GatewayProcess.AdminKey);
        list.Headers.Add("X-Square-Customer", customers["1"]);
        using var answer = await gateway.Http.SendAsync(list, TestContext.Current.CancellationToken);
        var connections = JsonElement.Parse(await answer.Content.ReadAsStringAsync(TestContext.Current.CancellationToken)).GetProperty("connections").EnumerateArray()
            .Select(one => $"{one.GetProperty("platform").GetString()}/{one.GetProperty("account").GetString()} {one.GetProperty("label").GetString()}").Order(StringComparer.Ordinal);
        Assert.Equal(["email/home anna@mailbox.org", "email/work anna@harbour.example", "linkedin/default Anna Meier", "telegram/default @harbour_bot"], connections);
    }

    [Fact]
    public async Task A_key_that_opens_nothing_stops_it_before_anything_is_done()
    {
        files.Write("key", new string('0', 64));
        Assert.Contains("opens none of the 9 entries", await RunAsync(1), StringComparison.Ordinal);
        Assert.DoesNotContain("@", await CommandAsync(0, "customer", "list"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Wrong_lines_stop_it_before_anything_is_done()
    {
        files.Add(NodeDump.UsageFile, "{}");
        Assert.Contains("usage.jsonl line 6: \"customer_id\" is missing or null.", await RunAsync(1), StringComparison.Ordinal);
        Assert.DoesNotContain("@", await CommandAsync(0, "customer", "list"), StringComparison.Ordinal);
        Assert.Contains("import nodejs needs the folder", await CommandAsync(2, "import", "nodejs"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_folder_that_is_right_ends_well()
    {
        files.Write(NodeDump.CustomersFile, OldDump.Lines(NodeDump.CustomersFile)[0]);
        files.Write(NodeDump.CredentialsFile, "");
        files.Write(NodeDump.UsageFile, "");
        Assert.Contains("1 in the folder: 1 imported, 0 here already, 0 not", await CommandAsync(0, "import", "nodejs", files.Folder), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Without_a_key_file_the_key_is_the_environments()
    {
        Assert.Contains("The environment variable CREDENTIAL_ENCRYPTION_KEY holds no key", await CommandAsync(1, "import", "nodejs", files.Folder, "--dry-run"), StringComparison.Ordinal);
    }

    private Task<string> RunAsync(int exitCode, params string[] more) => CommandAsync(exitCode, ["import", "nodejs", files.Folder, "--key-file", files.KeyFile, .. more]);

    private async Task<string> CommandAsync(int exitCode, params string[] arguments)
    {
        var (code, output) = await GatewayProcess.RunAsync(folders, TestContext.Current.CancellationToken, arguments);
        Assert.True(code == exitCode, output);
        return output;
    }
}
