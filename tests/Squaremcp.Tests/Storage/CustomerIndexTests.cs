using Squaremcp.Customers;

namespace Squaremcp.Tests.Storage;

public class CustomerIndexTests : StorageClaims
{
    [Fact]
    public async Task Customers_page_by_id_without_gap_or_duplicate()
    {
        await using var database = await NewAsync();
        await Task.WhenAll(Enumerable.Range(0, 25).Select(n => database.Customers.EnterAsync(Customer($"cus_{n:00}"), CancellationToken.None)));
        var listed = new List<string>();

        for (string? after = null; await database.Customers.ListAsync(after, 10, CancellationToken.None) is { Count: > 0 } page; after = page[^1].Id)
        {
            listed.AddRange(page.Select(customer => customer.Id));
        }

        Assert.Equal(Enumerable.Range(0, 25).Select(n => $"cus_{n:00}"), listed);
    }

    [Fact]
    public async Task Entering_a_customer_again_changes_its_row()
    {
        await using var database = await NewAsync();
        await database.Customers.EnterAsync(Customer("cus_1"), CancellationToken.None);
        var changed = Customer("cus_1") with { Name = "Renamed", Plan = Plan.Enterprise };
        await database.Customers.EnterAsync(changed, CancellationToken.None);

        Assert.Equal(changed, Assert.Single(await database.Customers.ListAsync(null, 10, CancellationToken.None)));
    }

    [Fact]
    public async Task Customers_are_found_by_part_of_id_address_or_name_and_by_plan_and_standing()
    {
        await using var database = await NewAsync();
        var stopped = Customer("cus_2") with { Name = "Büro_1", Plan = Plan.Pro, Suspension = new() { Reason = "Why.", Since = DateTimeOffset.UnixEpoch.AddDays(20_001) } };
        foreach (var one in new[] { Customer("cus_1"), stopped, Customer("cus_3") with { Name = "Nora 100%" } })
        {
            await database.Customers.EnterAsync(one, CancellationToken.None);
        }

        Assert.Equal([stopped], await database.Customers.SearchAsync(new() { Search = "BüRO_" }, CancellationToken.None));
        Assert.Equal(["cus_3"], await IdsAsync(new() { Search = "100%" }));
        Assert.Equal(["cus_1", "cus_2", "cus_3"], await IdsAsync(new() { Search = "@EXAMPLE" }));
        Assert.Equal(["cus_2"], await IdsAsync(new() { Plan = Plan.Pro }));
        Assert.Equal(["cus_2"], await IdsAsync(new() { Suspended = true }));
        Assert.Equal(["cus_1"], await IdsAsync(new() { Suspended = false, Limit = 1 }));
        Assert.Equal(["cus_3"], await IdsAsync(new() { Suspended = false, After = "cus_1" }));
        Assert.Equal(2, (await database.Customers.CountAsync(CancellationToken.None))[Plan.Free]);
        await database.Customers.EnterAsync(stopped with { Suspension = null }, CancellationToken.None);
        Assert.Empty(await IdsAsync(new() { Suspended = true }));

        async Task<IEnumerable<string>> IdsAsync(CustomerQuery query) => (await database.Customers.SearchAsync(query, CancellationToken.None)).Select(one => one.Id);
    }

    private static CustomerSummary Customer(string id) =>
        new() { Id = id, Email = $"{id}@example.com", Name = "Ada", Plan = Plan.Free, CreatedAt = DateTimeOffset.UnixEpoch.AddDays(20_000) };
}
