using System.Text;
using Squaremcp.Frontend.Commands;
using Squaremcp.Frontend.Commands.Import.NodeJs;
using Squaremcp.Tests.Architecture;

namespace Squaremcp.Tests.NodeJs;

/// <summary>What the files may hold, and what is said of a line that is wrong.</summary>
public sealed class NodeDumpTests : IDisposable
{
    private readonly OldDump files = new();

    public void Dispose() => files.Dispose();

    [Fact]
    public void The_folder_as_the_old_product_leaves_it_is_read_whole()
    {
        var dump = NodeDump.Read(files.Folder);

        Assert.Equal(9, dump.Customers.Count);
        Assert.Equal(9, dump.Credentials.Sum(one => one.Count()));
        Assert.Equal(45, dump.Usage["1"].Sum(day => day.Calls));
        Assert.Equal("pro", dump.Plans["business"]);
        Assert.Equal(["credentials.tsv line 10: creds:77:telegram belongs to no customer of customers.jsonl.", "usage.jsonl: 6 calls of 77, which is no customer of customers.jsonl."], dump.Strays);
        Assert.DoesNotContain(dump.Customers, one => one.ToString().Contains("$2", StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("{", "is not one JSON object")]
    [InlineData("[]", "is not one JSON object")]
    [InlineData("id\temail\tname", "is not one JSON object")]
    [InlineData("{\"id\":10,\"id\":11,\"email\":\"a@b.example\",\"plan\":\"free\"}", "is not one JSON object with each name once")]
    [InlineData("{\"email\":\"a@b.example\",\"plan\":\"free\"}", "\"id\" is missing or null")]
    [InlineData("{\"id\":10,\"email\":null,\"plan\":\"free\"}", "\"email\" is missing or null")]
    [InlineData("{\"id\":10,\"email\":\"a@b.example\"}", "\"plan\" is missing or null")]
    [InlineData("{\"id\":10,\"email\":[],\"plan\":\"free\"}", "\"email\" must be a text")]
    [InlineData("{\"id\":\"a b\",\"email\":\"a@b.example\",\"plan\":\"free\"}", "\"id\" must be 1 to 64 of letters")]
    [InlineData("{\"id\":1,\"email\":\"a@b.example\",\"plan\":\"free\"}", "\"id\" is that of line 1 too")]
    [InlineData("{\"id\":10,\"email\":\"a@b.example\",\"plan\":\"free\",\"email_verified\":2}", "\"email_verified\" must be true, false, 1 or 0")]
    [InlineData("{\"id\":10,\"email\":\"a@b.example\",\"plan\":\"free\",\"stripe_id\":\"x\"}", "\"stripe_id\" is not one of id, email")]
    public void A_wrong_line_of_customers_is_told_with_its_number(string line, string says)
    {
        files.Add(NodeDump.CustomersFile, line);
        Assert.Contains($"customers.jsonl line 10: {(says.StartsWith("is not one", StringComparison.Ordinal) ? "this " : "")}{says}", Told(), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("creds:1:discord", "is not creds:CUSTOMER:PLATFORM, a tab")]
    [InlineData("creds:1:discord\t", "is not creds:CUSTOMER:PLATFORM, a tab")]
    [InlineData("session:1\tx", "is not creds:CUSTOMER:PLATFORM, a tab")]
    [InlineData("creds:1:discord\tx\ty", "is not creds:CUSTOMER:PLATFORM, a tab")]
    [InlineData("creds:1:linkedin\tx", "the key creds:1:linkedin is there twice")]
    public void A_wrong_line_of_credentials_is_told_with_its_number(string line, string says)
    {
        files.Add(NodeDump.CredentialsFile, line);
        var told = Told();
        Assert.Contains("credentials.tsv line 11: ", told, StringComparison.Ordinal);
        Assert.Contains(says, told, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("{\"customer_id\":1,\"day\":\"2026-13-01\",\"tool\":\"send_email\",\"calls\":1}", "\"day\" must be a day")]
    [InlineData("{\"customer_id\":1,\"day\":\"2026-10-01 08:00\",\"tool\":\"send_email\",\"calls\":1}", "\"day\" must be a day")]
    [InlineData("{\"customer_id\":1,\"day\":\"2026-10-03\",\"tool\":\"send email\",\"calls\":1}", "\"tool\" must be 1 to 64")]
    [InlineData("{\"customer_id\":1,\"day\":\"2026-10-03\",\"tool\":\"send_email\",\"calls\":-1}", "\"calls\" must be a whole number")]
    [InlineData("{\"customer_id\":1,\"day\":\"2026-10-03\",\"tool\":\"send_email\",\"calls\":1.5}", "\"calls\" must be a whole number")]
    [InlineData("{\"customer_id\":1,\"day\":\"2026-10-03\",\"tool\":\"send_email\",\"calls\":0}", "\"calls\" must be 1 or more")]
    [InlineData("{\"customer_id\":1,\"day\":\"2026-10-03\",\"tool\":\"send_email\",\"calls\":1,\"failed\":2}", "not less than \"failed\"")]
    [InlineData("{\"customer_id\":1,\"day\":\"2026-10-01\",\"tool\":\"send_email\",\"calls\":1}", "is there twice")]
    public void A_wrong_line_of_usage_is_told_with_its_number(string line, string says)
    {
        files.Add(NodeDump.UsageFile, line);
        var told = Told();
        Assert.Contains("usage.jsonl line 6: ", told, StringComparison.Ordinal);
        Assert.Contains(says, told, StringComparison.Ordinal);
    }

    [Fact]
    public void All_mistakes_are_told_at_once_up_to_fifty()
    {
        files.Write(NodeDump.PlansFile, "[]");
        File.Delete(Path.Combine(files.Folder, NodeDump.UsageFile));
        foreach (var _ in Enumerable.Range(0, 60))
        {
            files.Add(NodeDump.CustomersFile, "{\"password_hash\":\"$2b$planted\"");
        }

        var told = Told();

        Assert.Contains("plans.json is not an object", told, StringComparison.Ordinal);
        Assert.Contains("customers.jsonl line 58:", told, StringComparison.Ordinal);
        Assert.Contains("… and 12 more.", told, StringComparison.Ordinal);
        Assert.DoesNotContain("planted", told, StringComparison.Ordinal);
    }

    [Fact]
    public void What_is_not_utf8_is_told_and_what_editors_leave_is_let_pass()
    {
        var text = File.ReadAllText(Path.Combine(files.Folder, NodeDump.CustomersFile));
        File.WriteAllText(Path.Combine(files.Folder, NodeDump.CustomersFile), text.Replace("\n", "\r\n\r\n", StringComparison.Ordinal), new UTF8Encoding(encoderShouldEmitUTF8Identifier: true));
        Assert.Equal(9, NodeDump.Read(files.Folder).Customers.Count);

        File.WriteAllBytes(Path.Combine(files.Folder, NodeDump.CustomersFile), Encoding.Latin1.GetBytes(text.Replace("Clara", "Clära", StringComparison.Ordinal)));
        Assert.Contains("is not UTF-8", Told(), StringComparison.Ordinal);
    }

    [Fact]
    public void A_folder_that_is_not_there_or_lacks_a_file_says_so()
    {
        Assert.Contains("There is no folder", Assert.Throws<CommandException>(() => NodeDump.Read(Path.Combine(files.Folder, "none"))).Message, StringComparison.Ordinal);
        File.Delete(Path.Combine(files.Folder, NodeDump.CredentialsFile));
        Assert.Contains("credentials.tsv is missing", Told(), StringComparison.Ordinal);
        files.Write(NodeDump.CredentialsFile, "");
        Assert.Empty(NodeDump.Read(files.Folder).Credentials);
    }

    [Fact]
    public void An_export_without_customers_is_no_import()
    {
        files.Write(NodeDump.CustomersFile, "\n");
        Assert.Contains("customers.jsonl holds no customer", Told(), StringComparison.Ordinal);
    }

    [Fact]
    public void The_page_has_every_platform_of_the_old_product()
    {
        var rows = File.ReadLines(Path.Combine(Repository.Root, "docs", "import-nodejs.md")).Where(line => line.StartsWith("| `", StringComparison.Ordinal)).Select(line => line.Split('|')[1]).ToList();
        Assert.All(OldPlatforms.Known, name => Assert.Contains(rows, row => row.Contains($"`{name}`", StringComparison.Ordinal)));
    }

    private string Told() => Assert.Throws<CommandException>(() => NodeDump.Read(files.Folder)).Message;
}
