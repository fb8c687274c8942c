using Squaremcp.Customers;

namespace Squaremcp.Tests.Storage;

public sealed class CustomerIndexTests
{
    [Fact]
    public async Task Customers_page_by_id_without_gap_or_duplicate()
    {
        await using var database = await TestDatabase.NewAsync();
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
        await using var database = await TestDatabase.NewAsync();
        await database.Customers.EnterAsync(Customer("cus_1"), CancellationToken.None);
        var changed = Customer("cus_1") with { Name = "Renamed", Plan = Plan.Enterprise };
        await database.Customers.EnterAsync(changed, CancellationToken.None);

        Assert.Equal(changed, Assert.Single(await database.Customers.ListAsync(null, 10, CancellationToken.None)));
    }

    private static CustomerSummary Customer(string id) =>
        new() { Id = id, Email = $"{id}@example.com", Name = "Ada", Plan = Plan.Free, CreatedAt = DateTimeOffset.UnixEpoch.AddDays(20_000) };
}
