// What Relay's compiler reads: fragments of components, a page that goes on, and a node that is read again.
import { graphql } from "relay-runtime";

export const bill = graphql`
  fragment pageBill on Bill {
    id
    documentNumber
  }
`;

export const bills = graphql`
  fragment pageBills on Query
  @argumentDefinitions(count: { type: "Int", defaultValue: 20 }, cursor: { type: "String" })
  @refetchable(queryName: "pageBillsQuery") {
    bills(first: $count, after: $cursor) @connection(key: "page_bills") {
      edges {
        node {
          ...pageBill
        }
      }
    }
  }
`;

export const reread = graphql`
  query pageRereadQuery($id: ID!) {
    node(id: $id) {
      id
      ...pageBill
    }
  }
`;
